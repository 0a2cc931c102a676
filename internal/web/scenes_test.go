//go:build !race

package web_test

import (
	"fmt"
	"strings"
	"testing"

	"samenspel/internal/db"
)

// scene is what one concept brings to the tests that keep networks apart (isolation_test.go). Each has a file of its own,
// scene_<concept>_test.go. The pages and forms of a concept come by themselves: a walk finds them by their links.
//
// A new concept needs a scene with rows in each of its tables. Run TestTheOtherNetworkIsNotNoticed. It tells
//
//   - "no scene puts anything in …": fill must put a row there;
//   - "no episode runs …": a statement that no page or form reaches needs a work, or a door to the page;
//   - "a table has no clause of its own in …": the statement lacks one;
//   - "nobody misses clause …": the copies of the other networks give the statement nothing that it could wrongly find.
//     Give them in elsewhere what the first network has not, or play it in a work in a state in which it matters.
type scene struct {
	// fill puts rows in every table of the concept, in every state that a statement asks for. What a later test must know
	// of them goes into w.secrets. The other networks get copies.
	fill func(w *twins, t testing.TB)
	// elsewhere gives statements on what is kept of the tables (kept_…) for what only the other networks have.
	elsewhere func(w *twins) []string
	// doors gives addresses that are on no page, such as those of links in letters.
	doors func(w *twins) []string
	works []work
	// reset brings back what is kept outside the database.
	reset func(w *twins, t testing.TB)
}

// scenes are in the order in which they fill.
var scenes = []scene{
	peopleScene,
	accountScene,
	backgroundScene,
	linkageScene,
	inboxScene,
	directoryScene,
	harvestScene,
	upkeepScene,
	deskScene,
	referralScene,
	caseScene,
	volunteeringScene,
	surveyScene,
	neighboursScene,
	activityScene,
	trajectoryScene,
	teamworkScene,
	agreementScene,
	groupScene,
	tallyScene,
	insightScene,
}

// work is something that happens in a network without a page: a command, a job, or a step of which no form is on a page.
// It tells what came out.
type work struct {
	name string
	do   func(w *twins) (any, error)
}

// allWorks gives the works of all scenes.
func allWorks() (all []work) {
	for _, s := range scenes {
		all = append(all, s.works...)
	}
	return all
}

// doors gives the addresses that are on no page.
func (w *twins) doors() (all []string) {
	for _, s := range scenes {
		if s.doors != nil {
			all = append(all, s.doors(w)...)
		}
	}
	return all
}

// inside makes a work of a function of a transaction.
func inside(do func(w *twins, tx *db.Tx) (any, error)) func(*twins) (any, error) {
	return func(w *twins) (out any, err error) {
		return out, w.town.DB.In(ctx, w.town.Network.ID, func(tx *db.Tx) error {
			out, err = do(w, tx)
			return err
		})
	}
}

// musts stops a test at an error.
func musts(t testing.TB) func(error) {
	return func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
}

// row is a statement that enters a row; $1 is the network.
type row struct {
	statement string
	args      []any
}

// enter enters rows in the network of a transaction.
func enter(tx *db.Tx, all ...row) error {
	for _, r := range all {
		if _, err := tx.Exec(ctx, r.statement, append([]any{tx.Network}, r.args...)...); err != nil {
			return fmt.Errorf("%s: %w", r.statement, err)
		}
	}
	return nil
}

// elsewhere is the condition for the other networks.
func (w *twins) elsewhere() string { return `network_id <> ` + quote(w.town.Network.ID) }

// other is a row that only the other networks have: the one of a table that a condition finds, with some columns changed.
// Where a statement asks whether there is something, a copy tells nothing.
type other struct {
	table, where string
	changed      set
}

// set gives for columns what is in them, as SQL.
type set map[string]string

// others gives the statements for such rows.
func (w *twins) others(all ...other) (statements []string) {
	columns := columns(w.t, w.town.DB)
	for _, o := range all {
		statements = append(statements, another(columns[o.table], o.table, o.where+` and `+w.elsewhere(), o.changed))
	}
	return statements
}

// another gives the statement that keeps a row once more, with some columns changed.
func another(columns [][2]string, table, where string, changed set) string {
	var names, values []string
	for _, c := range columns {
		value, ok := changed[c[0]]
		if !ok {
			value = c[0]
		}
		names, values = append(names, c[0]), append(values, value)
	}
	return `insert into kept_` + table + ` (` + strings.Join(names, ", ") + `) select ` + strings.Join(values, ", ") + ` from kept_` + table + ` where ` + where
}

func quote(text string) string { return `'` + text + `'` }
