package web

import (
	"errors"
	"net/http"
	"strconv"

	"samenspel/internal/access"
	"samenspel/internal/errs"
	"samenspel/internal/files"
	"samenspel/internal/people"
)

// portraitSide is how large a portrait is kept, in pixels: twice the largest place for it.
const portraitSide = 256

// face is how a person is shown: a picture, or else an initial.
type face struct {
	Source  string // address of the picture; "" = none
	Initial string
	Small   bool
}

// Face gives how a person is shown on this page.
func (l layout) Face(p people.Person, small bool) face {
	f := face{Initial: p.Initial(), Small: small}
	if p.Portrait != "" {
		f.Source = l.URL("/foto/" + p.ID + "/" + p.Portrait)
	}
	return f
}

// portrait answers the picture of a person. Its address has a hash of it, so that a browser may keep it; for a day, so
// that a picture that was taken away is gone soon. Staff see also that of who has no public role.
func (s *Server) portrait(v *visit) error {
	kept := "public"
	if session, err := s.Accounts.Session(v.r.Context(), v.Network.ID, v.token()); err == nil {
		if err := s.become(v, session); err != nil {
			return err
		}
		if kept = "private"; !session.Enough(v.actor.Roles()) {
			v.actor = access.As(access.Visitor, v.Network.ID)
		}
	}
	picture, err := s.People.Portrait(v.r.Context(), v.actor, v.r.PathValue("id"), v.r.PathValue("hash"))
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("Content-Length", strconv.Itoa(len(picture)))
	h.Set("Cache-Control", kept+", max-age=86400")
	v.w.WriteHeader(http.StatusOK)
	if v.r.Method != http.MethodHead {
		_, _ = v.w.Write(picture) // a visitor who left is no failure
	}
	return nil
}

// savePortrait keeps the picture that was sent, or takes the one away that there is.
func (s *Server) savePortrait(v *visit) error {
	if err := access.Can(v.actor, access.Edit, access.Staff); err != nil {
		return err
	}
	id, f := v.r.PathValue("id"), fill()
	var made []byte
	if v.r.FormValue("do") != "remove" {
		picture, err := v.upload("picture")
		if err == nil {
			made, err = files.Square(picture, portraitSide)
		}
		var problems errs.Problems
		if errors.As(err, &problems) {
			f.Wrong["picture"] = v.said(problems[0])
			return s.personAgain(v, f, func(p *personPage) { p.Portrait = f })
		}
		if err != nil {
			return err
		}
	}
	if err := s.People.SetPortrait(v.r.Context(), v.actor, id, made); err != nil {
		return err
	}
	return v.done(v.URL("/beheer/mensen/" + id))
}
