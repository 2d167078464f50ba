require "#{ARGV[0]}/ruby/attain"
metric = Attain::Metric.new("calls")
days = [Date.new(2026, 11, 2)] * 2
[nil, 2.7, "12", true].each do |bad|
  Attain::Ledger.new.record(metric, reps: [1, 1], days: days, quantities: [5, bad])
  puts "taken: #{bad.inspect}"
rescue TypeError => e
  puts e.message unless e.message.include?("quantities, row 1")
end
Attain::Ledger.new.record(metric, reps: [1, 1], days: days, quantities: [5, -12])
