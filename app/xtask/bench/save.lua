-- Saves visits: the command of a file with ids, site and time of its own each time.
-- Arguments: file with one line each: id, id, id, site, time (as they stand in the command), the command; then the
-- sites to visit, one a line.
local function random16()
  return math.random(0, 65535)
end

-- a UUID of version 7, as a tablet makes it; the milliseconds count up with the requests of a second
local function uuid(ms)
  return string.format("%08x-%04x-7%03x-%04x-%04x%04x%04x", math.floor(ms / 65536), ms % 65536,
    math.random(0, 4095), 0x8000 + math.random(0, 0x3fff), random16(), random16(), random16())
end

local function pieces_of(text, marks)
  local pieces, from = {}, 1
  while true do
    local first, last, which
    for name, mark in pairs(marks) do
      local a, b = text:find(mark, from, true)
      if a and (not first or a < first) then
        first, last, which = a, b, name
      end
    end
    if not first then
      pieces[#pieces + 1] = text:sub(from)
      return pieces
    end
    pieces[#pieces + 1] = text:sub(from, first - 1)
    pieces[#pieces + 1] = { which }
    from = last + 1
  end
end

function init(args)
  local lines = {}
  for line in io.lines(args[1]) do
    lines[#lines + 1] = line
  end
  local marks = { visit = lines[1], first = lines[2], second = lines[3], site = lines[4], time = lines[5] }
  pieces = pieces_of(lines[6], marks)
  sites = {}
  for i = 7, #lines do
    sites[#sites + 1] = lines[i]
  end
  math.randomseed(os.time())
  sent = 0
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
end

function request()
  sent = sent + 1
  local now = os.time()
  local ms = now * 1000 + sent % 1000
  -- twenty minutes ago: the server refuses what is in the future
  local at = os.date("!%Y-%m-%dT%H:%M:%S", now - 1200) .. string.format(".%03dZ", sent % 1000)
  local fresh = { visit = uuid(ms), first = uuid(ms), second = uuid(ms), site = sites[sent % #sites + 1], time = at }
  local body = {}
  for i, piece in ipairs(pieces) do
    body[i] = type(piece) == "table" and fresh[piece[1]] or piece
  end
  return wrk.format(nil, nil, nil, table.concat(body))
end

dofile((os.getenv("XUNAN_BENCH_SCRIPTS") or ".") .. "/report.lua")
