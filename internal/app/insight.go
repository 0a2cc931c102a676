package app

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"path/filepath"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/casework"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/harvest"
	"samenspel/internal/insight"
	"samenspel/internal/measure"
	"samenspel/internal/network"
	"samenspel/internal/privacy"
)

// insight gives the store of figures.
func (e *env) insight() (*insight.Store, error) {
	secret, err := keep(filepath.Join(e.values["data"], "keys", "secret"))
	return insight.NewStore(e.db, derive(secret, "register")), err
}

// countCases keeps the counts of cases before they go.
func countCases(ctx context.Context, tx *db.Tx, ids []string) error {
	if err := insight.Absorb(ctx, tx, ids); err != nil {
		return err
	}
	return casework.CountRows(ctx, tx, ids)
}

// importCases takes over a list of cases that was kept before.
func (e *env) importCases(ctx context.Context, n network.Network, actor access.Actor, input harvest.Input) error {
	table, err := harvest.Read(input)
	if err != nil {
		return err
	}
	lines := make([]insight.Line, len(table.Rows))
	for i, row := range table.Rows {
		lines[i] = insight.Line{Number: row.Number, Cells: row.Cells}
	}
	allow, err := e.publicNames(ctx, n, actor)
	if err != nil {
		return err
	}
	today := time.Now().UTC().Truncate(24 * time.Hour)
	cases, others, problems := insight.ReadRegister(table.Headings, lines, &privacy.Scanner{Allow: allow, Year: today.Year()}, today, table.Format == "xlsx")
	problems = append(table.Problems, problems...)
	if len(problems) > 0 && (!e.asked.skipBad || len(cases) == 0) {
		return problems
	}
	for _, p := range problems {
		fmt.Fprintln(e.err, "left out:", errs.Problems{p}.Error())
	}
	store, err := e.insight()
	if err != nil {
		return err
	}
	taken, err := store.TakeOver(ctx, actor, cases, e.asked.dryRun)
	if err != nil {
		return err
	}
	return e.tellTakeover(taken, others)
}

// publicNames are names that the network itself publishes: they tell nothing of a resident.
func (e *env) publicNames(ctx context.Context, n network.Network, actor access.Actor) ([]string, error) {
	names := []string{n.Settings.Town}
	tree, err := e.places.Tree(ctx, actor)
	if err != nil {
		return nil, err
	}
	for _, a := range tree.Areas() {
		names = append(names, a.Name)
	}
	organizations, err := e.directory.Organizations(ctx, actor)
	for _, o := range organizations {
		names = append(names, o.Name)
	}
	return names, err
}

// tellTakeover says what was taken over, and once which code each case has now.
func (e *env) tellTakeover(t insight.Takeover, others int) error {
	if e.asked.json {
		return json.NewEncoder(e.out).Encode(t)
	}
	verb := "taken over"
	if e.asked.dryRun {
		verb = "would be taken over"
	}
	fmt.Fprintf(e.out, "%d cases with %d needs %s; %d were there already\n", t.Cases, t.Needs, verb, t.Known)
	if others > 0 {
		fmt.Fprintf(e.err, "note: %d kinds of help, askers or reasons are not known here; they count as other\n", others)
	}
	if len(t.Codes) > 0 {
		fmt.Fprintln(e.out, "The new code of each case follows. It is said this once; keep it where the old codes are kept.")
	}
	for _, c := range t.Codes {
		fmt.Fprintf(e.out, "%s,%s\n", c.Old, c.New)
	}
	return nil
}

var reportCommand = command{name: "report", usage: "funnel --network SLUG --from DATE --to DATE [--json]",
	summary: "say what came of the cases of a period", run: runReport, flags: func(flags *flag.FlagSet, a *asked) {
		networkFlag(flags, a)
		flags.StringVar(&a.from, "from", "", "first day, such as 2026-01-01; its whole month counts")
		flags.StringVar(&a.to, "to", "", "last day, such as 2026-06-30; its whole month counts")
		flags.BoolVar(&a.json, "json", false, "as JSON")
	}}

func runReport(ctx context.Context, e *env) error {
	_, actor, err := e.operator(ctx)
	if err != nil {
		return err
	}
	if len(e.words) != 1 || e.words[0] != "funnel" {
		return misuse{"say funnel"}
	}
	from, wrong := time.Parse(time.DateOnly, e.asked.from)
	to, wrongTo := time.Parse(time.DateOnly, e.asked.to)
	if wrong != nil || wrongTo != nil || to.Before(from) {
		return misuse{"name two days, the first one first: --from 2026-01-01 --to 2026-06-30"}
	}
	store, err := e.insight()
	if err != nil {
		return err
	}
	report, err := store.Live(ctx, actor, insight.PeriodOf(from, to))
	if err != nil {
		return err
	}
	if e.asked.json {
		return json.NewEncoder(e.out).Encode(report.Funnel())
	}
	e.tellFunnel(report.Funnel())
	return nil
}

// tellFunnel writes a funnel in lines.
func (e *env) tellFunnel(f insight.Funnel) {
	fmt.Fprintf(e.out, "from %s to %s\n", f.From, f.To)
	for _, d := range measure.Definitions {
		text := "too few to show"
		if n := f.Count(d.Key); n != nil {
			text = fmt.Sprint(*n)
			if percent, ok := f.Percents[d.Key]; ok {
				text += fmt.Sprintf(" (%d %%)", percent)
			}
		}
		fmt.Fprintf(e.out, "%-28s %s\n", d.Name.English, text)
	}
}
