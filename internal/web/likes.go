package web

import (
	"strconv"

	"samenspel/internal/account"
	"samenspel/internal/errs"
	"samenspel/internal/i18n"
)

// shortcut is a key that does something outside fields, for staff who did not switch that off.
type shortcut struct {
	Key  string
	Path string // where it leads; "" = the script knows what it does
	What string // key of the text
}

// shortcuts are all of them. The script reads them from the page.
var shortcuts = []shortcut{
	{"?", "", "keys.help"},
	{"/", "/zoek", "keys.search"},
	{"w", "/week", "keys.week"},
	{"v", "/vragen", "keys.desk"},
	{"n", "/vragen/nieuw", "keys.new"},
	{"j", "", "keys.next"},
	{"k", "", "keys.previous"},
}

// keysPage explains the shortcuts. It is there for everyone; the keys work for staff who did not switch them off.
type keysPage struct {
	layout
}

func (s *Server) keys(v *visit) error {
	return s.render(v, "keys", keysPage{s.layout(v, "keys.title")})
}

// saveLikes keeps how somebody wants to see the pages, and goes on in the language that was chosen.
func (s *Server) saveLikes(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	size, err := strconv.Atoi(f.Get("size"))
	if err != nil {
		return errs.Invalid
	}
	likes := account.Likes{Shortcuts: f.Is("shortcuts", "ja"), TextSize: size, Lang: f.Get("lang")}
	if err := s.Accounts.Like(v.r.Context(), v.session, likes); err != nil {
		return err
	}
	return v.done(v.in(likes.Lang).URL("/account") + "#likes")
}

// in gives the same site in a language, in the words of its network; "" is the language it is in.
func (s site) in(lang string) site {
	if lang == "" {
		lang = s.Lang()
	}
	s.Printer = i18n.In(lang).With(s.Network.Settings.Words(lang))
	return s
}
