-- Sends the requests of a file, a line each: method, path, cookie, body, with tabs between ("-" for none).
local threads = {}
function setup(thread) table.insert(threads, thread) end

function init(args)
  ready, turn, counts = {}, 0, {}
  for line in io.lines(args[1]) do
    local method, path, cookie, body = line:match("([^\t]*)\t([^\t]*)\t([^\t]*)\t([^\t]*)")
    local headers = { ["Connection"] = "keep-alive", ["User-Agent"] = "bench" }
    if cookie ~= "-" then headers["Cookie"] = cookie end
    if method == "POST" then
      headers["Content-Type"] = "application/x-www-form-urlencoded"
      headers["Sec-Fetch-Site"] = "same-origin"
      headers["Origin"] = "http://" .. wrk.host .. ":" .. wrk.port
    end
    if body == "-" then body = nil end
    ready[#ready + 1] = wrk.format(method, path, headers, body)
  end
  for status = 200, 599 do _G["status" .. status] = 0 end
end

function request()
  turn = turn % #ready + 1
  return ready[turn]
end

function response(status)
  local name = "status" .. status
  _G[name] = (_G[name] or 0) + 1
end

function done()
  for status = 200, 599 do
    local sum = 0
    for _, thread in ipairs(threads) do sum = sum + (thread:get("status" .. status) or 0) end
    if sum > 0 then print("status " .. status .. " " .. sum) end
  end
end
