// The story in Go: load the bundled team of four, plan December for 120 meetings, show who should do what and why, and
// how a typing error is refused.
package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"log"
	"math"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"time"

	"attain.example/story/attain"
)

// must stops the story on the first error.
func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func day(iso string) time.Time { return must(time.Parse("2006-01-02", iso)) }

func number(text string) int64 { return must(strconv.ParseInt(text, 10, 64)) }

// rows of a CSV file by column name.
func rows(folder, name string) (all []map[string]string) {
	file := must(os.Open(filepath.Join(folder, name)))
	defer file.Close()
	lines := must(csv.NewReader(file).ReadAll())
	for _, fields := range lines[1:] {
		row := map[string]string{}
		for i, name := range lines[0] {
			row[name] = fields[i]
		}
		all = append(all, row)
	}
	return all
}

func loadTeam(folder string) *attain.Team {
	var reps []attain.Rep
	var closed []time.Time
	var absences []attain.Absence
	var name string
	for _, row := range rows(folder, "reps.csv") {
		rep := attain.Rep{ID: number(row["id"]), Name: row["name"], Role: row["role"], Hired: day(row["hired"])}
		for _, share := range strings.FieldsFunc(row["ramp"], func(r rune) bool { return r == '/' }) {
			rep.Ramp = append(rep.Ramp, float64(number(share))/100)
		}
		reps = append(reps, rep)
		name = row["team"]
	}
	for _, row := range rows(folder, "holidays.csv") {
		closed = append(closed, day(row["date"]))
	}
	for _, row := range rows(folder, "absences.csv") {
		absences = append(absences,
			attain.Absence{Rep: number(row["rep"]), First: day(row["first_day"]), Last: day(row["last_day"])})
	}
	return must(attain.NewTeam(name, reps, closed, absences))
}

func loadFacts(folder string, metric attain.Metric) *attain.Ledger {
	ledger := must(attain.NewLedger())
	var facts attain.Facts
	for _, row := range rows(folder, "activity.csv") {
		if row["metric"] == metric.Name {
			facts.Reps = append(facts.Reps, number(row["rep"]))
			facts.Days = append(facts.Days, attain.DayNumber(day(row["date"])))
			facts.Quantities = append(facts.Quantities, number(row["quantity"]))
			facts.Channels = append(facts.Channels, must(ledger.Channel(row["channel"])))
		}
	}
	if err := ledger.Record(metric, facts); err != nil {
		log.Fatal(err)
	}
	return ledger
}

func printLine(who string, quota any, chance, span string, grade any, days []string) {
	fmt.Printf("  %-6s %5v  %6s  %10s  %-8v", who, quota, chance, span, grade)
	for _, day := range days {
		fmt.Printf("  %6s", day)
	}
	fmt.Println()
}

// firstDays are the first five on which anybody has a target.
func firstDays(days map[int64]map[time.Time]int64) (first []time.Time) {
	seen := map[time.Time]bool{}
	for _, each := range days {
		for d := range each {
			if !seen[d] {
				seen[d] = true
				first = append(first, d)
			}
		}
	}
	sort.Slice(first, func(i, j int) bool { return first[i].Before(first[j]) })
	return first[:5]
}

func printTable(names map[int64]string, estimator *attain.Estimator, quotas []attain.Quota, plan *attain.Plan) {
	reps, days := []int64{}, map[int64]map[time.Time]int64{}
	for _, quota := range quotas {
		reps = append(reps, quota.Rep)
		days[quota.Rep] = must(plan.Days(quota.Rep))
	}
	first := firstDays(days)
	forecasts := must(estimator.Forecasts(plan.Period, reps))
	cells := func(of func(time.Time) string) (row []string) {
		for _, d := range first {
			row = append(row, of(d))
		}
		return row
	}
	printLine("", "quota", "chance", "80 % range", "evidence",
		cells(func(d time.Time) string { return fmt.Sprintf("%s %2d", d.Weekday().String()[:3], d.Day()) }))
	for i, quota := range quotas {
		span := fmt.Sprintf("%.0f - %.0f", math.Round(forecasts[i].Low), math.Round(forecasts[i].High))
		printLine(names[quota.Rep], quota.Amount, attain.Percent(quota.Chance), span, forecasts[i].Grade,
			cells(func(d time.Time) string { return fmt.Sprint(days[quota.Rep][d]) }))
	}
	total, chance, err := plan.Team()
	must(0, err)
	printLine("team", total, attain.Percent(chance), "", "", cells(func(d time.Time) string {
		var sum int64
		for _, each := range days {
			sum += each[d]
		}
		return fmt.Sprint(sum)
	}))
}

func printReasons(names map[int64]string, quotas []attain.Quota, plan *attain.Plan) {
	for _, quota := range quotas {
		fmt.Printf("\n%s: %d by %s\n", names[quota.Rep], quota.Amount, plan.Period.Last().Format("2006-01-02"))
		for _, finding := range must(plan.Audit(quota.Rep)) {
			fmt.Printf("  %c  %s  %s\n", finding.Letter, finding.Verdict, finding.Reason)
		}
	}
}

func printRefusal(ledger *attain.Ledger, metric attain.Metric) {
	err := ledger.Record(metric, attain.Facts{Reps: []int64{101, 102},
		Days: []int32{attain.DayNumber(day("2026-11-30")), attain.DayNumber(day("1026-12-01"))}})
	var refused *attain.Error
	if errors.As(err, &refused) {
		fmt.Println("\nA fact dated 1026-12-01 is refused, and nothing is recorded:")
		fmt.Printf("  %s: %s, row %d: %s\n", refused.Name, refused.Argument, refused.Row, refused.Reason)
	}
}

func main() {
	folder := "examples/data/team_of_four"
	if len(os.Args) > 1 {
		folder = os.Args[1]
	}
	meetings := attain.Metric{Name: "meetings booked", ID: 1}
	team := loadTeam(folder)
	facts := loadFacts(folder, meetings)
	december := must(attain.ParsePeriod("2026-12"))

	estimator := must(attain.NewEstimator(team, meetings, facts, day("2026-11-30")))
	split := must(estimator.Allocate(december, 120))
	stored := must(must(estimator.Plan(december, split)).Bytes()) // what a CRM keeps until the period is over
	plan := must(attain.PlanFromBytes(team, stored))
	quotas := must(split.Quotas())

	names := map[int64]string{}
	for _, rep := range team.Reps {
		names[rep.ID] = rep.Name
	}
	total, _, _ := plan.Team()
	fmt.Printf("%s: %d %s in December 2026, known up to 2026-11-30\n\n", team.Name, total, meetings.Name)
	printTable(names, estimator, quotas, plan)
	printReasons(names, quotas, plan)
	printRefusal(facts, meetings)
}
