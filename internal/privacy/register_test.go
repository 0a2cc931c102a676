package privacy_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/privacy"
	"samenspel/internal/testkit"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// columnsOf asks the catalog of an engine for every column; the table of the migrations is not ours.
var columnsOf = map[string]string{
	"sqlite":   `select t.name || '.' || c.name from sqlite_schema t join pragma_table_info(t.name) c where t.type = 'table' and t.name not like 'sqlite\_%' escape '\' and t.name <> 'goose_db_version'`,
	"postgres": `select table_name || '.' || column_name from information_schema.columns where table_schema = 'public' and table_name <> 'goose_db_version'`,
}

// TestEveryColumnIsRegistered holds the register against the database, both ways.
func TestEveryColumnIsRegistered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		registered := map[string]int{}
		for _, e := range privacy.Entries() {
			registered[e.Table+"."+e.Column]++
		}
		for _, column := range dbtest.Ask[string](t, d, columnsOf[d.Engine()]) {
			if registered[column] != 1 {
				t.Errorf("%s stands %d times in the register; say once in internal/privacy/register.go what it is for", column, registered[column])
			}
			delete(registered, column)
		}
		for _, column := range slices.Sorted(maps.Keys(registered)) {
			t.Errorf("%s is in the register and not in the database", column)
		}
	})
}

func TestTheRegisterSaysAllThatTheLawAsks(t *testing.T) {
	rules := privacy.DefaultRules()
	for _, p := range privacy.Register {
		for what, w := range map[string]privacy.Words{"name": p.Name, "purpose": p.Purpose} {
			if w.NL == "" || w.EN == "" {
				t.Errorf("%s has no %s in both languages", p.Name.NL, what)
			}
		}
		if p.Personal() && (p.Whose.NL == "" || p.Data.NL == "" || p.Whose.EN == "" || p.Data.EN == "") {
			t.Errorf("%s does not say whose data it is, and which", p.Name.NL)
		}
		term := slices.ContainsFunc(rules, func(r privacy.Rule) bool { return r.Object == p.Term })
		if term == (p.Kept.NL != "" && p.Kept.EN != "") {
			t.Errorf("%s must have a term or words that say how long", p.Name.NL)
		}
	}
	for _, e := range privacy.Entries() {
		if e.Category != privacy.None && !e.Processing.Personal() {
			t.Errorf("%s.%s is about people in a processing without a basis", e.Table, e.Column)
		}
	}
}

func TestNothingInCasesNamesAnyone(t *testing.T) {
	if found := privacy.Naming(privacy.Register); len(found) > 0 {
		t.Errorf("tables of cases have columns that could name somebody: %v", found)
	}
	for _, p := range privacy.Register {
		for _, table := range p.Tables {
			if about := strings.HasPrefix(table.Name, "case_") || strings.HasPrefix(table.Name, "discuss"); about && !p.Cases {
				t.Errorf("%s is about cases and may name somebody", table.Name)
			}
		}
	}
	case1 := privacy.Processing{Cases: true, Tables: []privacy.Table{{Name: "case", Columns: map[privacy.Category]string{
		privacy.None: "code need client_name", privacy.Sensitive: "bsn diagnosis text birth_year phone_2 area_id"}}}}
	got := strings.Join(privacy.Naming([]privacy.Processing{case1}), " ")
	if got != "case.birth_year case.bsn case.client_name case.diagnosis case.phone_2" {
		t.Errorf("forbidden columns of an example: %s", got)
	}
}

func TestWhoSeesFollowsTheTableOfRights(t *testing.T) {
	for column, want := range map[string][]access.Role{
		"person.email":     {access.Visitor},
		"audit_line.at":    {access.Coordinator, access.PrivacyOfficer},
		"account.password": nil,
		"location.address": {access.Coordinator, access.Ambassador, access.Desk, access.Editor},
		"outbox.address":   {access.Administrator},
	} {
		i := slices.IndexFunc(privacy.Entries(), func(e privacy.Entry) bool { return e.Table+"."+e.Column == column })
		if got := privacy.Entries()[i].Readers; !slices.Equal(got, want) {
			t.Errorf("%s is seen by %v, want %v", column, got, want)
		}
	}
}

// TestThePageInDocsIsMadeFromTheRegister compares docs/privacy.md with what is generated. UPDATE_DOCS=1 writes it anew.
func TestThePageInDocsIsMadeFromTheRegister(t *testing.T) {
	const begin, end = "<!-- generated from internal/privacy/register.go -->\n", "<!-- end of what is generated -->\n"
	path := filepath.Join(testkit.Root(), "docs", "privacy.md")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(text), begin)
	have, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatal("docs/privacy.md has no place for what is generated")
	}
	if have == privacy.Markdown() {
		return
	}
	if os.Getenv("UPDATE_DOCS") == "" {
		t.Fatal("docs/privacy.md does not say what the register says; write it anew with UPDATE_DOCS=1")
	}
	if err := os.WriteFile(path, []byte(before+begin+privacy.Markdown()+end+after), 0o600); err != nil {
		t.Fatal(err)
	}
}
