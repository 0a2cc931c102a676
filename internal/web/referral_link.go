package web

import (
	"errors"
	"net/http"

	"samenspel/internal/errs"
	"samenspel/internal/referral"
)

// The pages of this file are behind the links in mails about referrals. They need no account: the link is the proof.
// Looking changes nothing; every answer is a form that someone sends.

// byReferralLink lets in who has a link of a purpose. Another link is not found; so is one that is over.
func byReferralLink(purpose string, answer page) page {
	return func(s *Server, v *visit) error {
		actor, err := s.Referral.ByLink(v.r.Context(), v.Network.ID, purpose, v.r.PathValue("id"), v.r.PathValue("token"))
		if err != nil {
			return err
		}
		v.actor = actor
		v.keyed()
		return answer(s, v)
	}
}

// linkedReferral is the page of a referral behind the link of an organisation.
func (s *Server) linkedReferral(v *visit, f form) (page referralPage, err error) {
	page, err = s.referralPage(v, v.r.PathValue("id"), f)
	page.Post, page.Linked = v.URL("/antwoord/"+v.r.PathValue("id")+"/"+v.r.PathValue("token")), true
	return page, err
}

func (s *Server) toAnswer(v *visit) error {
	page, err := s.linkedReferral(v, fill())
	if err != nil {
		return err
	}
	return s.showStaff(v, "referral-answer", page)
}

// doAnswer takes the answer of an organisation. When somebody else answered meanwhile, it shows what is so now.
func (s *Server) doAnswer(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	id := v.r.PathValue("id")
	_, err = s.actOn(v, id, f)
	if err == nil && !f.Failed() && referral.Act(f.Get("do")) == referral.Opens {
		found, err := s.Referral.OpenContact(v.r.Context(), v.actor, id)
		if err != nil {
			return err
		}
		page, err := s.linkedReferral(v, fill())
		page.Found = &found
		if err != nil {
			return err
		}
		return s.showStaff(v, "referral-answer", page)
	}
	if err == nil && !f.Failed() {
		return v.done(v.URL("/antwoord/" + id + "/" + v.r.PathValue("token")))
	}
	if !f.blame(v, err) && !f.Failed() {
		return err
	}
	page, err := s.linkedReferral(v, f)
	if err != nil {
		return err
	}
	page.Act = f.Get("do")
	return s.again(v, f, "referral-answer", page)
}

// linkedListPage is a list behind a link: what waits for an organisation, or the referrals of a professional.
type linkedListPage struct {
	layout
	Rows   []referralRow
	Ended  []referralRow
	Used   []referral.Used
	One    *referralPage // the one a professional looks at
	Root   string
	Demand []demandLine
	Digest bool // the professional gets the half-yearly letter
}

// toInbox shows an organisation what waits for it. Each leads to the page of its own.
func (s *Server) toInbox(v *visit) error {
	p, err := s.Referral.Page(v.r.Context(), v.actor, referral.Inbox, "")
	if err != nil {
		return err
	}
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	page := linkedListPage{layout: s.titled(v, v.T("inbox.title"))}
	for _, r := range p.Rows {
		page.Rows = append(page.Rows, v.referralRow(tree, r, p.Today, v.URL("/antwoord/"+r.ID+"/"+s.Referral.Token(v.Network.ID, referral.PurposeAnswer, r.ID, 0))))
	}
	if page.Demand, err = s.demand(v, []string{v.r.PathValue("id")}); err != nil {
		return err
	}
	return s.showStaff(v, "inbox", page)
}

// toOwn shows a professional the own referrals, and one of them when it is named.
func (s *Server) toOwn(v *visit) error {
	page, err := s.ownReferrals(v, v.r.URL.Query().Get("een"), fill())
	if err != nil {
		return err
	}
	return s.showStaff(v, "own-referrals", page)
}

func (s *Server) ownReferrals(v *visit, one string, f form) (page linkedListPage, err error) {
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return page, err
	}
	page = linkedListPage{layout: s.titled(v, v.T("ownreferrals.title")), Root: v.URL("/verwijzer/" + v.r.PathValue("id") + "/" + v.r.PathValue("token"))}
	for _, list := range []struct {
		of   referral.List
		into *[]referralRow
	}{{referral.Mine, &page.Rows}, {referral.Ended, &page.Ended}} {
		p, err := s.Referral.Page(v.r.Context(), v.actor, list.of, "")
		if err != nil {
			return page, err
		}
		for _, r := range p.Rows {
			*list.into = append(*list.into, v.referralRow(tree, r, p.Today, page.Root+"?een="+r.ID))
		}
	}
	if one == "" {
		if page.Digest, err = s.Referral.Digest(v.r.Context(), v.actor); err != nil {
			return page, err
		}
		page.Used, err = s.Referral.Used(v.r.Context(), v.actor)
		return page, err
	}
	chosen, err := s.referralPage(v, one, f)
	chosen.Post, chosen.Linked = page.Root+"?een="+one, true
	page.One = &chosen
	return page, err
}

// doOwn takes what a professional says about one of the own referrals.
func (s *Server) doOwn(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	one := v.r.URL.Query().Get("een")
	switch {
	case one == "" && (f.Is("do", "digest-on") || f.Is("do", "digest-off")):
		if err := s.Referral.SetDigest(v.r.Context(), v.actor, f.Is("do", "digest-on")); err != nil {
			return err
		}
		return v.done(v.URL("/verwijzer/" + v.r.PathValue("id") + "/" + v.r.PathValue("token")))
	case one == "":
		return errs.Invalid
	}
	_, err = s.actOn(v, one, f)
	if err == nil && !f.Failed() {
		return v.done(v.URL("/verwijzer/" + v.r.PathValue("id") + "/" + v.r.PathValue("token")))
	}
	if !f.blame(v, err) && !f.Failed() {
		return err
	}
	page, err := s.ownReferrals(v, one, f)
	if err != nil {
		return err
	}
	return s.again(v, f, "own-referrals", page)
}

// toSignal is where a volunteer says what was noticed, and reads the answers.
func (s *Server) toSignal(v *visit) error { return s.showSignals(v, fill(), http.StatusOK) }

func (s *Server) showSignals(v *visit, f form, status int) error {
	page, err := s.referralPage(v, v.r.PathValue("id"), f)
	if err != nil {
		return err
	}
	page.Title, page.Linked = v.T("signal.title"), true
	page.Post = v.URL("/signaal/" + v.r.PathValue("id") + "/" + v.r.PathValue("token"))
	if status != http.StatusOK {
		return s.again(v, f, "signal", page)
	}
	return s.showStaff(v, "signal", page)
}

func (s *Server) doSignal(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	scanner, err := s.referralScanner(v, f)
	if err != nil {
		return err
	}
	err = s.Referral.Signal(v.r.Context(), v.actor, v.r.PathValue("id"), referral.Volunteer, f.Get("text"), scanner)
	switch {
	case err == nil:
		return v.done(v.URL("/signaal/" + v.r.PathValue("id") + "/" + v.r.PathValue("token")))
	case f.blame(v, err):
		return s.showSignals(v, f, http.StatusUnprocessableEntity)
	}
	return err
}

// roomPage is where an organisation says whether it has room.
type roomPage struct {
	layout
	referral.Question
	Form   form
	Needed string
	Wijk   string
	Root   string
	Tally  tallyBlock
}

func (s *Server) toRoom(v *visit) error {
	page, err := s.roomPage(v, fill())
	if err != nil {
		return err
	}
	return s.showStaff(v, "room", page)
}

func (s *Server) roomPage(v *visit, f form) (page roomPage, err error) {
	q, err := s.Referral.RoomOf(v.r.Context(), v.actor, v.r.PathValue("id"))
	if err != nil {
		return page, err
	}
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return page, err
	}
	area, _ := tree.Get(q.Area)
	counted, err := s.tallyNow(v, q.Asked[0].Organization)
	return roomPage{s.titled(v, v.T("room.asked")), q, f, v.needWords(q.Need), area.Name, v.URL("/plek/" + v.r.PathValue("id") + "/" + v.r.PathValue("token")), counted}, err
}

func (s *Server) doRoom(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	err = s.Referral.AnswerRoom(v.r.Context(), v.actor, v.r.PathValue("id"), f.Get("service"), referral.Room(f.Get("answer")), f.weeks())
	var problems errs.Problems
	switch {
	case err == nil:
		return v.done(v.URL("/plek/" + v.r.PathValue("id") + "/" + v.r.PathValue("token")))
	case errors.As(err, &problems):
		f.blame(v, err)
		page, err := s.roomPage(v, f)
		if err != nil {
			return err
		}
		return s.again(v, f, "room", page)
	}
	return err
}
