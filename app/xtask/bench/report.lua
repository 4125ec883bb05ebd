-- Included by the other scripts: what was seen, as one JSON object on a line of its own, marked so that it is found.
function done(summary, latency, requests)
  io.write(string.format(
    'REPORT {"requests":%d,"microseconds":%d,"bytes":%d,"p50_us":%d,"p99_us":%d,"max_us":%d,"refused":%d,"broken":%d}\n',
    summary.requests, summary.duration, summary.bytes, latency:percentile(50), latency:percentile(99), latency.max,
    summary.errors.status, summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
