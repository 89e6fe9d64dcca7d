-- What `cargo xtask bench gateway` has wrk do: wrk -s load.lua URL -- [FILE OF A BODY TO POST]

function init(arguments)
  if arguments[1] then
    local file = assert(io.open(arguments[1], "rb"))
    wrk.method = "POST"
    wrk.body = file:read("*a")
    wrk.headers["Content-Type"] = "application/json"
    file:close()
  end
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.status + errors.connect + errors.read + errors.write + errors.timeout
  local line = '{"requests": %d, "duration": %d, "p50": %d, "p99": %d, "errors": %d}'
  local p50, p99 = latency:percentile(50), latency:percentile(99)
  print(line:format(summary.requests, summary.duration, p50, p99, failed))
end
