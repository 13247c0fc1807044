-- Rerank requests for wrk. Each thread makes its requests from a seed of its own, so that a run can be repeated.
--
--   wrk ... -s requests.lua URL -- KIND
--
--   same    8 documents of about 120 tokens: what winnow bench measures at 128 tokens, 8 pairs at a time
--   short   10 documents of about 60 tokens
--   long    100 documents of about 300 tokens
--   mixed   1 to 60 documents of 10 to 400 tokens, one request in ten with a long query

local words = {
  "heron", "river", "nest", "colony", "water", "tree", "season", "egg", "fish", "city", "library", "open", "morning", "train", "station", "garden", "music", "window",
  "market", "bread", "history", "engine", "paper", "stone", "bridge", "winter", "letter", "school", "doctor", "island", "mountain", "table", "blue", "quick", "old",
  "the", "of", "and", "in", "a", "to", "is", "that", "with", "for",
}

local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("id", threads)
  thread:set("statuses", {})
  all = all or {}
  table.insert(all, thread)
end

local function text(count)
  local out = {}
  for i = 1, count do out[i] = words[math.random(#words)] end
  return table.concat(out, " ")
end

local function body(documents, low, high, query)
  local out = {}
  for i = 1, documents do out[i] = '"' .. text(math.random(low, high)) .. '"' end
  return '{"query":"' .. text(query) .. '","documents":[' .. table.concat(out, ",") .. "]}"
end

local kinds = {
  same = function() return body(8, 112, 112, 6) end,
  short = function() return body(10, 48, 48, 6) end,
  long = function() return body(100, 300, 300, 6) end,
  mixed = function() return body(math.random(1, 60), 10, 400, math.random(10) == 1 and 60 or 6) end,
}

function init(args)
  math.randomseed(1000 + id)
  local make = kinds[args[1] or "mixed"]
  bodies = {}
  -- Made once: wrk shares the processor with the server.
  for i = 1, 40 do bodies[i] = make() end
  next_body = 0
end

function request()
  next_body = next_body % #bodies + 1
  return wrk.format("POST", "/v1/rerank", { ["Content-Type"] = "application/json" }, bodies[next_body])
end

-- As clients do it: whoever is refused waits as long as the server says.
local pause = 0

function delay()
  local milliseconds = pause
  pause = 0
  return milliseconds
end

function response(status, headers)
  statuses[status] = (statuses[status] or 0) + 1
  if status == 429 then pause = 1000 * (tonumber(headers["Retry-After"]) or 1) end
end

function done(summary, latency)
  local statuses = {}
  for _, thread in ipairs(all) do
    for status, count in pairs(thread:get("statuses")) do statuses[status] = (statuses[status] or 0) + count end
  end
  io.write(string.format("latency_ms p50 %.1f p90 %.1f p99 %.1f max %.1f\n", latency:percentile(50) / 1000, latency:percentile(90) / 1000, latency:percentile(99) / 1000, latency.max / 1000))
  io.write(string.format("requests %d in %.1f s, %.2f a second\n", summary.requests, summary.duration / 1e6, summary.requests / (summary.duration / 1e6)))
  local names = {}
  for status in pairs(statuses) do table.insert(names, status) end
  table.sort(names)
  for _, status in ipairs(names) do io.write(string.format("status %d: %d\n", status, statuses[status])) end
  io.write(string.format("errors connect %d read %d write %d timeout %d\n", summary.errors.connect, summary.errors.read, summary.errors.write, summary.errors.timeout))
end
