package referral

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/places"
)

// tasks are the codes of states in FHIR R4 (task-status), as far as the profile for referrals of the Gravity Project uses
// them. What the resident still decides on is a draft to programs of others; that an organisation considers it is no
// status there, and stays requested.
var tasks = map[State]string{
	Concept: "draft", WithResident: "draft", Sent: "requested", Considering: "requested", Later: "on-hold", Accepted: "accepted",
	Started: "in-progress", Active: "in-progress", Completed: "completed", Declined: "rejected", Failed: "failed", Withdrawn: "cancelled",
}

// Status gives the code of a referral in FHIR. What was a mistake should never have been there.
func (r Referral) Status() string {
	if r.State == Withdrawn && r.Reason == "mistake" {
		return "entered-in-error"
	}
	return tasks[r.State]
}

// reasonWords are our reasons in English, for programs of others. The profile asks for a reason in words and has no codes.
var reasonWords = map[string]string{
	"no-room": "No capacity", "no-fit": "Does not fit what we do", "area": "Outside the service area", "too-heavy": "Beyond what a volunteer can do",
	"more-info": "More information is needed", "no-volunteer": "No volunteer was found", "no-click": "No match between resident and volunteer",
	"resident-stopped": "The resident stopped", "unreachable": "The resident could not be reached", "other-help": "Other help was found",
	"resident-no": "The resident declined", "solved": "The need was met", "consent": "Consent was withdrawn", "mistake": "Entered by mistake",
	"other": "Another reason", ReasonGone: "The organisation is not there any more", string(Later): "Can begin later",
}

// Bundle is a page of referrals as a FHIR R4 collection. It has no patient, no wish, and no names of people: only the kind
// of help, where, to which organisation, and how it stands.
type Bundle struct {
	Type      string        `json:"resourceType"`
	Kind      string        `json:"type"`
	Timestamp string        `json:"timestamp"`
	Links     []Link        `json:"link,omitempty"`
	Entries   []BundleEntry `json:"entry"`
}

// Link leads to the next page.
type Link struct {
	Relation string `json:"relation"`
	URL      string `json:"url"`
}

// BundleEntry holds one task.
type BundleEntry struct {
	FullURL  string `json:"fullUrl"`
	Resource Task   `json:"resource"`
}

// Task is a referral in FHIR R4. Identifier is its code; behind the system of that, it opens the referral here.
type Task struct {
	Type         string           `json:"resourceType"`
	ID           string           `json:"id"`
	Identifier   []Identifier     `json:"identifier"`
	PartOf       []Reference      `json:"partOf,omitempty"`
	Status       string           `json:"status"`
	StatusReason *CodeableConcept `json:"statusReason,omitempty"`
	Business     CodeableConcept  `json:"businessStatus"` // the state here
	Intent       string           `json:"intent"`
	Code         CodeableConcept  `json:"code"` // kind of help
	Execution    *Period          `json:"executionPeriod,omitempty"`
	Authored     string           `json:"authoredOn"`
	Owner        Reference        `json:"owner"` // the organisation
	Location     *Reference       `json:"location,omitempty"`
}

// Identifier names a thing.
type Identifier struct {
	System string `json:"system"`
	Value  string `json:"value"`
}

// Reference points to a thing, by id or by name.
type Reference struct {
	Reference  string      `json:"reference,omitempty"`
	Identifier *Identifier `json:"identifier,omitempty"`
	Display    string      `json:"display,omitempty"`
}

// CodeableConcept is a code with its words.
type CodeableConcept struct {
	Coding []Coding `json:"coding"`
	Text   string   `json:"text,omitempty"`
}

// Coding is a code of a system.
type Coding struct {
	System string `json:"system"`
	Code   string `json:"code"`
}

// Period is from a day until a day.
type Period struct {
	Start string `json:"start,omitempty"`
	End   string `json:"end,omitempty"`
}

// task gives a referral for programs of others. base is the address of the network.
func (r Row) task(base string, tree places.Tree) Task {
	system := base + "/doorverwijzing"
	coded := func(of, code, words string) CodeableConcept {
		return CodeableConcept{[]Coding{{system + "/" + of, code}}, words}
	}
	need, _ := directory.Taxonomy().Needs.Find(r.Need)
	t := Task{Type: "Task", ID: r.ID, Identifier: []Identifier{{system, r.Code}}, Status: r.Status(), Intent: "order", Authored: r.Made.Format(time.RFC3339),
		Business: coded("stand", string(r.State), ""), Code: coded("hulpvraag", r.Need, cmp.Or(need.EN, r.Need)),
		Owner: Reference{Identifier: &Identifier{base + "/organisatie", r.Organization}, Display: r.Name}}
	if t.Status == "draft" {
		t.Intent = "proposal"
	}
	if r.Before != "" {
		t.PartOf = []Reference{{Reference: "Task/" + r.Before}}
	}
	if area, ok := tree.Get(r.Area); ok {
		t.Location = &Reference{Display: area.Name}
	}
	if reason := r.reason(); reason != "" {
		words := coded("reden", reason, reasonWords[reason])
		t.StatusReason = &words
	}
	if r.StartedOn != nil {
		t.Execution = &Period{Start: r.StartedOn.Format(time.DateOnly)}
		if r.Ended != nil {
			t.Execution.End = r.Ended.Format(time.DateOnly)
		}
	}
	return t
}

// reason gives the code of why it stands as it does, for the states of which the profile asks for one.
func (r Referral) reason() string {
	switch r.State {
	case Later:
		return string(Later)
	case Declined, Failed, Withdrawn:
		return cmp.Or(r.Reason, "other")
	}
	return ""
}

// ExportLength is how many referrals a page of an export has.
const ExportLength = 500

// Export gives a page of the referrals that the actor may read, of the last year and open, for programs of others, and
// leaves a line in the trace. base is the address of the network; after is the id of the last one of the page before, or
// "". The link to the next page is that address with it.
func (s *Store) Export(ctx context.Context, actor access.Actor, base, after string) (b Bundle, next string, err error) {
	defer errs.Wrap(&err, "referral.Export")
	within, err := access.Reach(actor, access.Read, access.Referrals)
	if err != nil {
		return b, "", err
	}
	err = s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		c, err := loadFor(ctx, tx, actor)
		if err != nil {
			return err
		}
		var where conditions
		where.text = ` and (` + where.reach(c, actor, within) + ` or r.sent_on is not null and ` + where.in("r.organization_id", within.Organizations) + `) and (r.ended_at is null or r.ended_at >= ` +
			where.day(tx.Now.AddDate(-1, 0, 0)) + `) and r.id > $` + strconv.Itoa(len(where.args)+2)
		where.args = append(where.args, after)
		all, err := db.All(ctx, tx, read, rows+where.text+` order by r.id limit `+strconv.Itoa(ExportLength+1), append([]any{tx.Network}, where.args...)...)
		if err != nil {
			return err
		}
		if len(all) > ExportLength {
			all = all[:ExportLength]
			next = all[ExportLength-1].ID
		}
		b = Bundle{Type: "Bundle", Kind: "collection", Timestamp: tx.Now.Format(time.RFC3339), Entries: []BundleEntry{}}
		for _, r := range all {
			b.Entries = append(b.Entries, BundleEntry{"urn:uuid:" + r.ID, r.task(base, c.Tree)})
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "export", Object: access.Referrals})
	})
	return b, next, err
}

// ByCode gives the id of the referral that people name by a code, such as "k3fm-x8qa", for who may read it.
func (s *Store) ByCode(ctx context.Context, actor access.Actor, code string) (id string, err error) {
	defer errs.Wrap(&err, "referral.ByCode")
	if _, err := access.Reach(actor, access.Read, access.Referrals); err != nil {
		return "", err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		c, err := load(ctx, tx)
		if err != nil {
			return err
		}
		r, err := db.One(ctx, tx, read, rows+` and r.code = $2`, tx.Network, strings.ToLower(strings.TrimSpace(code)))
		if err != nil {
			return err
		}
		id = r.ID
		_, err = c.sideOf(actor, access.Read, r)
		return err
	})
	return id, err
}
