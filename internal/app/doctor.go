package app

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/errs"
)

var doctorCommand = command{name: "doctor", usage: "[--data DIR | --database ADDRESS] [--no-letter] [--identity FILE] [--json]",
	summary: "look whether everything is in order, and say what to do when not", run: doctor, looks: true,
	flags: func(flags *flag.FlagSet, a *asked) {
		flags.BoolVar(&a.json, "json", false, "print the findings as JSON")
		flags.BoolVar(&a.noLetter, "no-letter", false, "send no test letter")
		flags.StringVar(&a.identity, "identity", "", "file that opens backups: the last one is then read as a whole")
	}}

// finding is what the doctor says about one thing, in a sentence that says what to do when it is not good.
type finding struct {
	Check string `json:"check"`
	State state  `json:"state"`
	Text  string `json:"text"`
}

type state string

// The states of a finding. Only the last makes the command fail.
const (
	good   state = "good"
	advice state = "advice" // it works, and could be better
	wrong  state = "wrong"
)

// examination looks at one thing.
type examination struct {
	check string
	look  func(context.Context) []finding
}

// says makes one finding of a sentence.
func says(s state, format string, args ...any) []finding {
	return []finding{{State: s, Text: fmt.Sprintf(format, args...)}}
}

// orWrong is good when there is no error, and else says the error.
func orWrong(err error, text string) []finding {
	if err != nil {
		return says(wrong, "%s", plainly(err))
	}
	return says(good, "%s", text)
}

// plainly is the sentence of an error without the kind in front, which is for the program.
func plainly(err error) string {
	text := err.Error()
	for _, kind := range []error{errs.Invalid, errs.Unavailable, errs.NotFound, errs.Conflict, errs.Forbidden} {
		text = strings.TrimPrefix(text, kind.Error()+": ")
	}
	return text
}

func doctor(ctx context.Context, e *env) error {
	first := []examination{{"settings", e.examineSettings}, {"database", e.examineDatabase}}
	then := []examination{{"networks", e.examineNetworks}, {"disk", e.examineDisk}, {"files", e.examineFiles}, {"clock", e.examineClock},
		{"backup", e.examineBackup}, {"certificate", e.examineCertificate}, {"provider", e.examineProvider}, {"mail", e.examineMail}}
	findings := examine(ctx, first)
	if !slices.ContainsFunc(findings, func(f finding) bool { return f.State == wrong }) { // the rest stands on these
		findings = append(findings, examine(ctx, then)...)
	}
	if err := e.report(findings); err != nil {
		return err
	}
	bad := len(slices.DeleteFunc(findings, func(f finding) bool { return f.State != wrong }))
	if bad > 0 {
		return fmt.Errorf("%d things need a look", bad)
	}
	return nil
}

func examine(ctx context.Context, list []examination) (all []finding) {
	for _, one := range list {
		for _, f := range one.look(ctx) {
			f.Check = one.check
			all = append(all, f)
		}
	}
	return all
}

func (e *env) report(findings []finding) error {
	if e.asked.json {
		out := json.NewEncoder(e.out)
		out.SetIndent("", "  ")
		out.SetEscapeHTML(false)
		return out.Encode(map[string][]finding{"findings": findings})
	}
	labels := map[state]string{good: "good", advice: "advice", wrong: "LOOK"}
	for _, f := range findings {
		fmt.Fprintf(e.out, "%-6s %s: %s\n", labels[f.State], f.Check, f.Text)
	}
	_, err := fmt.Fprintf(e.out, "\nSettings in force:\n%s\n", strings.Join(e.values.InForce("serve"), "\n"))
	return err
}

func (e *env) examineSettings(context.Context) (all []finding) {
	var problems errs.Problems
	if errors.As(e.values.Check(), &problems) {
		for _, p := range problems {
			all = append(all, says(wrong, "%s", p)...)
		}
		return all
	}
	return says(good, "the settings fit together")
}

func (e *env) examineDatabase(ctx context.Context) (all []finding) {
	have, want, err := e.db.Version(ctx)
	switch {
	case err != nil:
		return says(wrong, "the database does not answer: %v", err)
	case have > want:
		return says(wrong, "it has schema %d and this program knows %d; start the newer program", have, want)
	case have < want:
		return says(wrong, "it has schema %d and this program wants %d; run samenspel migrate", have, want)
	}
	problems, err := e.db.Examine(ctx)
	if err != nil {
		return says(wrong, "the database cannot be examined: %v; if it is damaged, restore the last backup", err)
	}
	for _, text := range problems {
		all = append(all, says(wrong, "%s", text)...)
	}
	return append(all, says(good, "the %s database answers and has schema %d", e.db.Engine(), have)...)
}

func (e *env) examineNetworks(ctx context.Context) (all []finding) {
	networks, err := e.networks.List(ctx)
	if err != nil {
		return says(wrong, "the networks cannot be read: %v", err)
	}
	if len(networks) == 0 {
		return says(wrong, "there is none yet; make one with samenspel network add SLUG")
	}
	for _, n := range networks {
		tree, err := e.places.Tree(ctx, access.As(access.Visitor, n.ID))
		switch {
		case err != nil:
			all = append(all, says(wrong, "%s cannot be read: %v", n.Slug, err)...)
		case tree.Empty():
			all = append(all, says(wrong, "%s has no areas; import them with samenspel import --format areas", n.Slug)...)
		case n.Settings.Phone == "" && n.Settings.Email == "":
			all = append(all, says(wrong, "the information point of %s has no phone and no e-mail; use samenspel network set %s --phone … --email …", n.Slug, n.Slug)...)
		default:
			all = append(all, says(good, "%s has areas and an information point", n.Slug)...)
		}
	}
	return all
}

// doctorWaits is how long the doctor waits for a server elsewhere.
const doctorWaits = 10 * time.Second
