package web

// textPage is a page of words only.
type textPage struct{ layout }

func (s *Server) about(v *visit) error {
	return s.render(v, "about", textPage{s.layout(v, "about.title")})
}

func (s *Server) accessibility(v *visit) error {
	return s.render(v, "accessibility", textPage{s.layout(v, "accessibility.title")})
}

// cut shortens a text to n characters.
func cut(text string, n int) string {
	letters := []rune(text)
	if len(letters) <= n {
		return text
	}
	return string(letters[:n]) + "…"
}
