-- Asks the addresses of a file in turn. Argument: the file.
function init(args)
  paths = {}
  for line in io.lines(args[1]) do
    paths[#paths + 1] = wrk.format("GET", line)
  end
  next_path = 0
end

function request()
  next_path = next_path % #paths + 1
  return paths[next_path]
end

dofile((os.getenv("XUNAN_BENCH_SCRIPTS") or ".") .. "/report.lua")
