package privacy

// accountLength is the length of an account by country.
var accountLength = map[string]int{"NL": 18, "BE": 16, "DE": 22, "FR": 27, "ES": 24, "IT": 27, "PT": 25, "PL": 28, "LU": 20, "GB": 22,
	"IE": 22, "AT": 20, "CH": 21, "DK": 18, "SE": 24, "NO": 15, "FI": 18, "GR": 27, "RO": 24, "BG": 22, "HU": 28, "CZ": 24, "SK": 24,
	"SI": 19, "HR": 21, "LT": 20, "LV": 21, "EE": 20, "TR": 26, "UA": 29, "RS": 22, "BA": 20, "AL": 28, "XK": 20, "MK": 19, "ME": 22,
	"CY": 28, "MT": 31, "IS": 26, "GE": 22, "MD": 24, "IL": 23, "SA": 24, "AE": 23, "PK": 24, "TN": 24, "MR": 27, "JO": 30, "LB": 28,
	"KW": 30, "QA": 29, "BH": 22, "EG": 29, "IQ": 23, "BR": 29, "KZ": 20, "AZ": 28, "BY": 28, "LI": 21, "MC": 27, "AD": 24, "SM": 27}

// Bounds of the length of an account of any country.
const (
	shortAccount = 15
	longAccount  = 34
)

// iban finds an account: two letters, two digits, then letters and digits that pass the test of ISO 13616.
func (s *scan) iban(i int) {
	t, next := s.tokens[i], s.tok(i+1)
	if t.len() < 2 || next.class != number || next.start-t.end > 1 || next.len() < 2 {
		return
	}
	if next.gap > 0 && t.letters != shout && s.text(t) != "nl" && s.text(t) != "be" {
		return
	}
	from := t.end - 2
	country := [2]byte{upper(s.b[from]), upper(s.b[from+1])}
	var account [longAccount]byte
	var ends [longAccount + 1]int
	n := s.account(from, &account, &ends)
	least, most := shortAccount, n
	if length, ok := accountLength[string(country[:])]; ok {
		least, most = length, min(length, n)
	} else if t.len() != 2 || t.letters != shout {
		return
	}
	for k := most; k >= least; k-- {
		if mod97(account[:k]) {
			s.report(IBAN, from, ends[k], true)
			return
		}
	}
	if most == least && dutchAccount(account[:most]) {
		s.report(IBAN, from, ends[most], false)
	}
}

// dutchAccount tells whether an account is written as Dutch ones are: it has a slip, but is one.
func dutchAccount(account []byte) bool {
	for i, c := range account {
		if isDigit(c) != (i == 2 || i == 3 || i >= 8) {
			return false
		}
	}
	return account[0] == 'N' && account[1] == 'L'
}

// account gathers the letters and digits from a flat byte on, with single separators between them. ends[n] is the
// flat byte behind the first n.
func (s *scan) account(from int, account *[longAccount]byte, ends *[longAccount + 1]int) (n int) {
	gap := 0
	for i := from; i < len(s.b) && n < longAccount; i++ {
		c := s.b[i]
		switch {
		case isDigit(c), 'a' <= s.low[i] && s.low[i] <= 'z':
			account[n] = upper(c)
			n++
			ends[n], gap = i+1, 0
		case isSeparator(c) && gap < 2:
			gap++
		default:
			return n
		}
	}
	return n
}

func upper(c byte) byte {
	if 'a' <= c && c <= 'z' {
		return c - 'a' + 'A'
	}
	return c
}

// mod97 is the test of ISO 13616: with the first four at the end and A = 10 … Z = 35 the number leaves 1 by 97.
func mod97(account []byte) bool {
	rest := 0
	for i := range account {
		c := account[(i+4)%len(account)]
		if isDigit(c) {
			rest = (rest*10 + int(c-'0')) % 97
		} else {
			rest = (rest*100 + int(c-'A') + 10) % 97
		}
	}
	return rest == 1
}
