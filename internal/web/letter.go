package web

import (
	"regexp"
	"strings"

	"samenspel/internal/errs"
	"samenspel/internal/mail"
)

// letterPage shows a mail that lies in the folder of an installation without a mail server.
type letterPage struct {
	layout
	Mail  mail.Filed
	When  string
	Lines [][]letterPiece
}

// letterPiece is text, or an address on the web that can be followed.
type letterPiece struct{ Text, Link string }

// letter shows one mail. With a mail server there is no such page: then only who gets a mail can read it.
func (s *Server) letter(v *visit) error {
	if s.options.Letters == nil {
		return errs.NotFound
	}
	one, err := s.Outbox.Read(v.r.Context(), v.actor, *s.options.Letters, v.subject())
	if err != nil {
		return err
	}
	page := letterPage{layout: s.staffLayout(v, v.T("letter.title")), Mail: one, When: v.moment(one.At)}
	for _, line := range strings.Split(strings.TrimSpace(one.Text), "\n") {
		page.Lines = append(page.Lines, pieces(line))
	}
	return s.showStaff(v, "letter", page)
}

var webAddress = regexp.MustCompile(`https?://[^\s<>"]+`)

// pieces cuts a line where addresses on the web begin and end.
func pieces(line string) (all []letterPiece) {
	end := 0
	for _, at := range webAddress.FindAllStringIndex(line, -1) {
		all = append(all, letterPiece{Text: line[end:at[0]]}, letterPiece{Text: line[at[0]:at[1]], Link: line[at[0]:at[1]]})
		end = at[1]
	}
	return append(all, letterPiece{Text: line[end:]})
}
