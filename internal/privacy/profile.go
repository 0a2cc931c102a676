package privacy

// maxProfile bounds the address of a page.
const maxProfile = 256

// handle finds a name behind @, such as @kevin_waterveen.
func (s *scan) handle(i, start int) bool {
	end := start + 1
	for end < len(s.b) && end-start < maxProfile && isNamePart(s.b[end]) {
		end++
	}
	if end-start < 3 || !isLetter(s.b[start+1]) && s.b[start+1] != '_' {
		return false
	}
	s.report(Profile, start, s.whole(end), true)
	return true
}

// whole gives the end of the token in which a place lies that a bound was put to.
func (s *scan) whole(end int) int { return max(end, s.tokens[s.tokenAt(end-1)].end) }

func isNamePart(c byte) bool { return isLetter(c) || isDigit(c) || c == '_' || c == '.' || c == '-' }

// media are social media by the word that names them, and whether that word is enough before a colon.
var media = map[string]bool{"facebook": true, "fb": true, "instagram": true, "insta": true, "linkedin": true, "twitter": true,
	"tiktok": true, "snapchat": true, "snap": true, "youtube": true, "threads": true, "telegram": true, "marktplaats": true, "x": false,
	"t": false, "wa": false, "pinterest": true, "strava": true, "nextdoor": true, "discord": true}

// platform finds a page or name on a social medium: facebook.com/…, insta: naam.
func (s *scan) platform(i int) {
	t := s.tokens[i]
	if t.len() > 11 || t.start < s.profileEnd {
		return
	}
	named, known := media[s.text(t)]
	switch {
	case !known:
	case s.is(i+1, ".") && s.tok(i+2).class == word && s.tok(i+2).gap == 0 && s.is(i+3, "/"):
		s.page(t.start, s.tokens[i+3].end)
	case named && s.is(i+1, ":=") && s.tok(i+2).len() > 0:
		s.nickname(t, s.tok(i+2).start)
	}
}

// page reports the address of a page around the flat bytes from start up to end, up to the next space.
func (s *scan) page(start, end int) {
	path := end
	for end < len(s.b) && end-start < maxProfile && s.b[end] != ' ' && s.b[end] != '\n' {
		end++
	}
	for end > path && !isNamePart(s.b[end-1]) || end > path && s.b[end-1] == '.' {
		end--
	}
	if end == path {
		return
	}
	for low := max(start-maxLocal, s.profileEnd); start > low && s.b[start-1] > ' ' && s.b[start-1] != '(' && s.b[start-1] != '"'; {
		start--
	}
	end = s.whole(end)
	s.report(Profile, min(start, s.tokens[s.tokenAt(start)].start), end, true)
	s.profileEnd = end
}

// nickname reports a name behind the word for a medium and a colon.
func (s *scan) nickname(medium token, start int) {
	end := start
	if s.b[end] == '@' {
		end++
	}
	name := end
	for end < len(s.b) && end-start < maxProfile && isNamePart(s.b[end]) {
		end++
	}
	for end > name && (s.b[end-1] == '.' || s.b[end-1] == '-') {
		end--
	}
	if end-name < 3 {
		return
	}
	end = s.whole(end)
	s.report(Profile, medium.start, end, true)
	s.profileEnd = end
}
