import attain.Attain;
import attain.Attain.Absence;
import attain.Attain.Allocation;
import attain.Attain.AttainException;
import attain.Attain.Estimator;
import attain.Attain.Fact;
import attain.Attain.Forecast;
import attain.Attain.Ledger;
import attain.Attain.Metric;
import attain.Attain.Period;
import attain.Attain.Plan;
import attain.Attain.Quota;
import attain.Attain.Rep;
import attain.Attain.Team;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The story in Java: load the bundled team of four, plan December for 120 meetings, show who should do what and why, and
 * how a typing error is refused.
 */
public final class Story {
    private static final String[] WEEKDAYS = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

    /** The rows of a CSV file by column name; the data have no quotes. */
    static List<Map<String, String>> rows(Path folder, String name) throws IOException {
        List<String[]> lines = Files.readAllLines(folder.resolve(name)).stream().map(line -> line.split(",", -1)).toList();
        String[] header = lines.get(0);
        return lines.stream().skip(1).map(fields -> {
            Map<String, String> row = new HashMap<>();
            for (int i = 0; i < header.length; ++i) row.put(header[i], fields[i]);
            return row;
        }).toList();
    }

    static Team loadTeam(Path folder) throws IOException {
        List<Map<String, String>> people = rows(folder, "reps.csv");
        List<Rep> reps = people.stream().map(row -> new Rep(Long.parseLong(row.get("id")), row.get("name"),
                row.get("role"), LocalDate.parse(row.get("hired")), Arrays.stream(row.get("ramp").split("/"))
                        .filter(share -> !share.isEmpty()).map(share -> Integer.parseInt(share) / 100.0).toList())).toList();
        List<LocalDate> closed = rows(folder, "holidays.csv").stream().map(row -> LocalDate.parse(row.get("date"))).toList();
        List<Absence> absences = rows(folder, "absences.csv").stream().map(row -> new Absence(
                Long.parseLong(row.get("rep")), LocalDate.parse(row.get("first_day")),
                LocalDate.parse(row.get("last_day")))).toList();
        return new Team(people.get(0).get("team"), reps, closed, absences);
    }

    static Ledger loadFacts(Path folder, Metric metric) throws IOException {
        Ledger ledger = new Ledger();
        ledger.record(metric, rows(folder, "activity.csv").stream().filter(row -> row.get("metric").equals(metric.name()))
                .map(row -> new Fact(Long.parseLong(row.get("rep")), LocalDate.parse(row.get("date")),
                        Long.parseLong(row.get("quantity")), ledger.channel(row.get("channel")))).toList());
        return ledger;
    }

    static void printLine(String who, Object quota, String chance, String range, Object grade, List<?> days) {
        StringBuilder line = new StringBuilder(
                String.format(Locale.ROOT, "  %-6s %5s  %6s  %10s  %-8s", who, quota, chance, range, grade));
        for (Object day : days) line.append(String.format(Locale.ROOT, "  %6s", day));
        System.out.println(line);
    }

    static void printTable(Team team, Estimator estimator, Allocation split, Plan plan) {
        List<Quota> quotas = split.quotas();
        List<Forecast> forecasts = estimator.forecasts(plan.period, quotas.stream().map(Quota::rep).toList());
        Map<Long, Map<LocalDate, Long>> days = new TreeMap<>();
        for (Quota quota : quotas) days.put(quota.rep(), plan.days(quota.rep()));
        List<LocalDate> first = days.values().stream().flatMap(each -> each.keySet().stream()).distinct().sorted()
                .limit(5).toList();
        printLine("", "quota", "chance", "80 % range", "evidence", first.stream().map(day -> String.format(Locale.ROOT,
                "%s %2d", WEEKDAYS[day.getDayOfWeek().getValue() - 1], day.getDayOfMonth())).toList());
        IntStream.range(0, quotas.size()).forEach(i -> {
            Quota quota = quotas.get(i);
            Forecast forecast = forecasts.get(i);
            printLine(team.rep(quota.rep()).name(), quota.amount(), Attain.percent(quota.chance()),
                    Math.round(forecast.low()) + " - " + Math.round(forecast.high()), forecast.grade(),
                    first.stream().map(day -> days.get(quota.rep()).getOrDefault(day, 0L)).toList());
        });
        Attain.TeamGoal whole = plan.team();
        printLine("team", whole.total(), Attain.percent(whole.chance()), "", "", first.stream().map(day ->
                days.values().stream().mapToLong(each -> each.getOrDefault(day, 0L)).sum()).toList());
    }

    static void printReasons(Team team, Allocation split, Plan plan) {
        for (Quota quota : split.quotas()) {
            System.out.printf("%n%s: %d by %s%n", team.rep(quota.rep()).name(), quota.amount(), plan.period.last());
            for (Attain.Finding finding : plan.audit(quota.rep()))
                System.out.println("  " + finding.letter() + "  " + finding.verdict() + "  " + finding.reason());
        }
    }

    static void printRefusal(Ledger ledger, Metric metric) {
        try {
            ledger.record(metric, List.of(new Fact(101, LocalDate.of(2026, 11, 30), 1, 0),
                    new Fact(102, LocalDate.of(1026, 12, 1), 1, 0)));
        } catch (AttainException e) {
            System.out.println("\nA fact dated 1026-12-01 is refused, and nothing is recorded:");
            System.out.println("  " + e.name + ": " + e.argument + ", row " + e.row + ": " + e.reason);
        }
    }

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args.length > 0 ? args[0] : "examples/data/team_of_four");
        Metric meetings = new Metric("meetings booked");
        Period december = Period.parse("2026-12");
        try (Team team = loadTeam(folder);
                Ledger facts = loadFacts(folder, meetings);
                Estimator estimator = new Estimator(team, meetings, facts, LocalDate.of(2026, 11, 30));
                Allocation split = estimator.allocate(december, 120);
                Plan made = estimator.plan(december, split);
                Plan plan = Plan.fromBytes(team, made.toBytes())) { // what a CRM stores, and reads until the period is over
            System.out.printf("%s: %d %s in December 2026, known up to 2026-11-30%n%n", team.name, plan.team().total(),
                    meetings.name());
            printTable(team, estimator, split, plan);
            printReasons(team, split, plan);
            printRefusal(facts, meetings);
        }
    }
}
