package web

import (
	"cmp"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/casework"
	"samenspel/internal/errs"
	"samenspel/internal/measure"
	"samenspel/internal/referral"
)

// doCase does something with a case. What is wrong stands on its page, with what was typed.
func (s *Server) doCase(v *visit) error {
	if _, err := access.Reach(v.actor, access.Edit, access.Cases); err != nil {
		return err
	}
	f, err := v.readForm()
	if err != nil {
		return err
	}
	err = s.stepOfCase(v, v.r.PathValue("id"), f)
	if err == nil && !f.Failed() && !f.Is("do", "look") {
		if team := f.Get("visit"); team != "" {
			return v.done(v.URL("/casussen/bezoek", "team", team))
		}
		return v.done(v.URL("/casussen/" + v.r.PathValue("id")))
	}
	if err != nil && !f.blame(v, err) {
		return err
	}
	page, err := s.casePage(v, f)
	if err != nil {
		return err
	}
	page.Act = f.Get("do")
	if !f.Failed() {
		return s.showStaff(v, "case", page)
	}
	return s.again(v, f, "case", page)
}

// stepOfCase does what a form of a case asks for.
func (s *Server) stepOfCase(v *visit, id string, f form) error {
	ctx, version := v.r.Context(), f.version()
	switch act := f.Get("do"); act {
	case "look":
		return nil
	case "record":
		return s.recordCase(v, id, f)
	case "pass-on", "reopen":
		return s.Casework.Do(ctx, v.actor, id, version, f.Get("need"), casework.Step{Act: casework.Act(act)})
	case "settle":
		step := casework.Step{Act: casework.Settle, Outcome: casework.Outcome(f.Get("outcome")), Reason: f.Get("reason"), Until: f.dayOr(v, "until", time.Time{}),
			Now: measure.Helper(f.Get("now")), Level: f.Get("level-after")}
		note, err := s.caseText(v, f, "note", "")
		if err != nil || f.Failed() {
			return err
		}
		step.Note = note
		if err := s.Casework.Do(ctx, v.actor, id, version, f.Get("need"), step); err != nil {
			return err
		}
		return s.lookedBack(v, f.Get("need"), step)
	case "situation":
		return s.Casework.DescribeCase(ctx, v.actor, id, version,
			casework.Situation{OwnNetwork: f.Get("own"), Carer: f.Get("carer"), Level: f.Get("level"), Accent: f.Get("accent"), Professional: f.Get("professional")})
	case "look-up":
		text, err := s.caseText(v, f, "text", "reason")
		day := f.dayOr(v, "until", time.Time{})
		if err != nil || f.Failed() {
			return err
		}
		return s.Casework.LookUp(ctx, v.actor, id, version, text, day)
	case "finish":
		return s.Casework.Finish(ctx, v.actor, id, version, f.Get("action"), casework.ActionResult(f.Get("result")))
	}
	return errs.Invalid
}

// lookedBack settles the look-backs of referrals that came from a need: nobody is asked twice.
func (s *Server) lookedBack(v *visit, need string, step casework.Step) error {
	if !access.Any(v.actor, access.Edit, access.Referrals) {
		return nil
	}
	made, err := s.Referral.CameFrom(v.r.Context(), v.actor, referral.FromCase, need)
	for _, r := range made {
		if !r.Looking() || !r.Can(referral.LookBack) {
			continue
		}
		did := referral.Do{Act: referral.LookBack, Outcome: referral.Outcome(step.Outcome), Reason: step.Reason, Until: step.Until, Text: step.Note.Typed}
		if err := s.Referral.Do(v.r.Context(), v.actor, r.ID, r.Version, did, referral.Scanner{}); err != nil {
			return err
		}
	}
	return err
}

// fromCase fills in a new referral what the need of a case says: kind of help, wijk, shortlist and professional.
func (s *Server) fromCase(v *visit, f form) error {
	if !f.Is("origin", string(referral.FromCase)) || f.Get("origin_id") == "" {
		return nil
	}
	d, n, err := s.Casework.Of(v.r.Context(), v.actor, f.Get("origin_id"))
	if err != nil {
		return err
	}
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	area, _ := tree.Get(d.Area)
	f.values.Set("need", cmp.Or(f.Get("need"), n.Help))
	f.values.Set("wijk", cmp.Or(f.Get("wijk"), area.Name))
	f.values.Set("referrer", cmp.Or(f.Get("referrer"), d.Professional))
	f.values["given"] = n.Services
	f.values.Set("aim", cmp.Or(f.Get("aim"), n.Aim))
	if len(n.Services) == 1 {
		f.values.Set("service", n.Services[0])
	}
	return nil
}

// ofCase gives a referral that comes from the need of a case its team and day 0, and lets the case know. One that was made
// by hand stands for itself.
func (s *Server) ofCase(v *visit, n *referral.New) error {
	if n.Source.Kind != referral.FromCase || n.Source.ID == n.Request {
		return nil
	}
	d, need, err := s.Casework.Of(v.r.Context(), v.actor, n.Source.ID)
	n.Source.Team, n.Agreed, n.Tell = d.Case.Team, need.Agreed, casework.Referred
	return err
}
