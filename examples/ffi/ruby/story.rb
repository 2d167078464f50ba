# frozen_string_literal: true

# The story in Ruby: load the bundled team of four, plan December for 120 meetings, show who should do what and why,
# and how a typing error is refused.
require "csv"
require_relative "attain"

def rows(folder, name) = CSV.read(File.join(folder, name), headers: true, encoding: "UTF-8")

def load_team(folder)
  people = rows(folder, "reps.csv")
  reps = people.map do |row|
    Attain::Rep.new(id: row["id"].to_i, name: row["name"], role: row["role"], hired: Date.iso8601(row["hired"]),
                    ramp: row["ramp"].to_s.split("/").map { |share| share.to_i / 100.0 })
  end
  closed = rows(folder, "holidays.csv").map { |row| Date.iso8601(row["date"]) }
  absences = rows(folder, "absences.csv").map do |row|
    Attain::Absence.new(row["rep"].to_i, Date.iso8601(row["first_day"]), Date.iso8601(row["last_day"]))
  end
  Attain::Team.new(people.first["team"], reps, closed: closed, absences: absences)
end

def load_facts(folder, metric)
  facts = rows(folder, "activity.csv").select { |row| row["metric"] == metric.name }
  Attain::Ledger.new.tap do |ledger|
    ledger.record(metric, reps: facts.map { |row| row["rep"].to_i },
                          days: facts.map { |row| Date.iso8601(row["date"]) },
                          quantities: facts.map { |row| row["quantity"].to_i },
                          channels: facts.map { |row| ledger.channel(row["channel"]) })
  end
end

def print_line(who, quota, chance, range, grade, days)
  cells = days.map { |day| format("  %6s", day) }.join
  puts format("  %-6s %5s  %6s  %10s  %-8s", who, quota, chance, range, grade) + cells
end

def print_table(team, estimator, split, plan)
  quotas = split.quotas
  forecasts = estimator.forecasts(plan.period, quotas.map(&:rep))
  days = quotas.to_h { |quota| [quota.rep, plan.days(quota.rep)] }
  first = days.values.flat_map(&:keys).uniq.sort.first(5)
  print_line("", "quota", "chance", "80 % range", "evidence",
             first.map { |day| format("%s %2d", Date::ABBR_DAYNAMES[day.wday], day.day) })
  quotas.each do |quota|
    forecast = forecasts[quota.rep]
    print_line(team.reps[quota.rep].name, quota.amount, Attain.percent(quota.chance),
               "#{forecast.low.round} - #{forecast.high.round}", forecast.grade,
               first.map { |day| days[quota.rep].fetch(day, 0) })
  end
  total, chance = plan.team
  print_line("team", total, Attain.percent(chance), "", "",
             first.map { |day| days.values.sum { |each| each.fetch(day, 0) } })
end

def print_reasons(team, split, plan)
  split.quotas.each do |quota|
    puts "\n#{team.reps[quota.rep].name}: #{quota.amount} by #{plan.period.end - 1}"
    plan.audit(quota.rep).each { |finding| puts "  #{finding.letter}  #{finding.verdict}  #{finding.reason}" }
  end
end

def print_refusal(ledger, metric)
  ledger.record(metric, reps: [101, 102], days: [Date.new(2026, 11, 30), Date.new(1026, 12, 1)])
rescue Attain::Error => e
  puts "\nA fact dated 1026-12-01 is refused, and nothing is recorded:"
  puts "  #{e.name}: #{e.argument}, row #{e.row}: #{e.reason}"
end

folder = ARGV.fetch(0, "examples/data/team_of_four")
meetings = Attain::Metric.new("meetings booked")
team = load_team(folder)
facts = load_facts(folder, meetings)
december = Attain.period("2026-12")

estimator = Attain::Estimator.new(team, meetings, facts, Date.new(2026, 11, 30))
split = estimator.allocate(december, 120)
stored = estimator.plan(december, split).to_bytes # what a CRM keeps until the period is over
plan = Attain::Plan.from_bytes(team, stored)

puts "#{team.name}: #{plan.team.first} #{meetings.name} in December 2026, known up to 2026-11-30\n\n"
print_table(team, estimator, split, plan)
print_reasons(team, split, plan)
print_refusal(facts, meetings)
