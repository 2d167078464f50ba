// The story in C#: load the bundled team of four, plan December for 120 meetings, show who should do what and why, and
// how a typing error is refused.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Attain;

static class Story
{
    static readonly string[] Weekdays = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };

    // The rows of a CSV file by column name; the data have no quotes.
    static List<Dictionary<string, string>> Rows(string folder, string name)
    {
        string[][] lines = File.ReadLines(Path.Combine(folder, name)).Select(line => line.Split(',')).ToArray();
        return lines.Skip(1).Select(fields => lines[0].Zip(fields, (key, value) => new { key, value })
            .ToDictionary(pair => pair.key, pair => pair.value)).ToList();
    }

    static DateTime Date(string iso)
    {
        return DateTime.ParseExact(iso, "yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    static string Iso(DateTime day) { return day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture); }

    static Team LoadTeam(string folder)
    {
        var people = Rows(folder, "reps.csv");
        var reps = people.Select(row => new Rep
        {
            Id = long.Parse(row["id"]), Name = row["name"], Role = row["role"], Hired = Date(row["hired"]),
            Ramp = row["ramp"].Split(new[] { '/' }, StringSplitOptions.RemoveEmptyEntries)
                .Select(share => int.Parse(share) / 100.0).ToArray()
        }).ToList();
        var closed = Rows(folder, "holidays.csv").Select(row => Date(row["date"])).ToList();
        var absences = Rows(folder, "absences.csv").Select(row => new Absence
            { Rep = long.Parse(row["rep"]), First = Date(row["first_day"]), Last = Date(row["last_day"]) }).ToList();
        return new Team(people[0]["team"], reps, closed, absences);
    }

    static Ledger LoadFacts(string folder, Metric metric)
    {
        var ledger = new Ledger();
        ledger.Record(metric, Rows(folder, "activity.csv").Where(row => row["metric"] == metric.Name).Select(row => new Fact
        {
            Rep = long.Parse(row["rep"]), Day = Date(row["date"]), Quantity = long.Parse(row["quantity"]),
            Channel = ledger.Channel(row["channel"])
        }).ToList());
        return ledger;
    }

    static void PrintLine(string who, object quota, string chance, string range, string grade, IEnumerable<object> days)
    {
        string cells = string.Concat(days.Select(day => $"  {day,6}"));
        Console.WriteLine($"  {who,-6} {quota,5}  {chance,6}  {range,10}  {grade,-8}{cells}");
    }

    static void PrintTable(Team team, Estimator estimator, Allocation split, Plan plan)
    {
        Quota[] quotas = split.Quotas();
        Forecast[] forecasts = estimator.Forecasts(plan.Period, quotas.Select(quota => quota.Rep).ToArray());
        var days = quotas.ToDictionary(quota => quota.Rep, quota => plan.Days(quota.Rep));
        DateTime[] first = days.Values.SelectMany(each => each.Keys).Distinct().OrderBy(day => day).Take(5).ToArray();
        Func<long, DateTime, long> amount = (rep, day) =>
        {
            long target;
            return days[rep].TryGetValue(day, out target) ? target : 0;
        };
        PrintLine("", "quota", "chance", "80 % range", "evidence",
            first.Select(day => (object)$"{Weekdays[(int)day.DayOfWeek]} {day.Day,2}"));
        for (int i = 0; i < quotas.Length; ++i)
        {
            Quota quota = quotas[i];
            PrintLine(team.Reps.First(rep => rep.Id == quota.Rep).Name, quota.Amount, Format.Percent(quota.Chance),
                $"{Math.Round(forecasts[i].Low)} - {Math.Round(forecasts[i].High)}", forecasts[i].Grade,
                first.Select(day => (object)amount(quota.Rep, day)));
        }
        long total;
        double chance;
        plan.Team(out total, out chance);
        PrintLine("team", total, Format.Percent(chance), "", "",
            first.Select(day => (object)quotas.Sum(quota => amount(quota.Rep, day))));
    }

    static void PrintReasons(Team team, Allocation split, Plan plan)
    {
        foreach (Quota quota in split.Quotas())
        {
            string name = team.Reps.First(rep => rep.Id == quota.Rep).Name;
            Console.WriteLine($"\n{name}: {quota.Amount} by {Iso(plan.Period.Last)}");
            foreach (Finding finding in plan.Audit(quota.Rep))
                Console.WriteLine($"  {finding.Letter}  {finding.Verdict}  {finding.Reason}");
        }
    }

    static void PrintRefusal(Ledger ledger, Metric metric)
    {
        try
        {
            ledger.Record(metric, new[] { new Fact { Rep = 101, Day = new DateTime(2026, 11, 30) },
                new Fact { Rep = 102, Day = new DateTime(1026, 12, 1) } });
        }
        catch (AttainException e)
        {
            Console.WriteLine("\nA fact dated 1026-12-01 is refused, and nothing is recorded:");
            Console.WriteLine($"  {e.Name}: {e.Argument}, row {e.Row}: {e.Reason}");
        }
    }

    static void Main(string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        string folder = args.Length > 0 ? args[0] : "examples/data/team_of_four";
        var meetings = new Metric("meetings booked");
        Period december = Period.Parse("2026-12");
        using (Team team = LoadTeam(folder))
        using (Ledger facts = LoadFacts(folder, meetings))
        using (var estimator = new Estimator(team, meetings, facts, new DateTime(2026, 11, 30)))
        using (Allocation split = estimator.Allocate(december, 120))
        using (Plan made = estimator.Plan(december, split))
        using (Plan plan = Plan.FromBytes(team, made.ToBytes())) // what a CRM stores, and reads until the period is over
        {
            long total;
            double chance;
            plan.Team(out total, out chance);
            Console.WriteLine($"{team.Name}: {total} {meetings.Name} in December 2026, known up to 2026-11-30\n");
            PrintTable(team, estimator, split, plan);
            PrintReasons(team, split, plan);
            PrintRefusal(facts, meetings);
        }
    }
}
