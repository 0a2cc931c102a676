package linkage

import (
	"net/url"
	"regexp"
	"strings"
)

// shortestPhone is how many digits a number has at least. Shorter ones (112, 14 030) belong to no organisation.
const shortestPhone = 9

// phoneOf writes a telephone number as its digits, as it is dialled in the Netherlands; "" for what is none.
func phoneOf(text string) string {
	text = strings.NewReplacer("(0)", "").Replace(text)
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, text)
	switch {
	case strings.HasPrefix(digits, "0031"):
		digits = "0" + digits[4:]
	case strings.HasPrefix(strings.TrimSpace(text), "+31"):
		digits = "0" + digits[2:]
	}
	if len(digits) < shortestPhone {
		return ""
	}
	return digits
}

// sharedHosts are sites and mail services on which anyone has a page or a box: being on the same one says nothing.
var sharedHosts = wordSetRaw(`facebook.com instagram.com linkedin.com youtube.com x.com twitter.com sites.google.com google.com
	wordpress.com wixsite.com jimdo.com gmail.com outlook.com hotmail.com hotmail.nl live.nl live.com icloud.com yahoo.com
	ziggo.nl kpnmail.nl planet.nl home.nl hetnet.nl xs4all.nl upcmail.nl casema.nl chello.nl`)

func wordSetRaw(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// siteOf gives the domain by which an organisation is known: that of its website, else that of its mail; on a shared
// host the whole address. "" when it has none.
func siteOf(website, mail string) string {
	if host, path := hostOf(website); host != "" {
		if sharedHosts[host] {
			return strings.Trim(host+path, "/")
		}
		return host
	}
	_, host, _ := strings.Cut(strings.ToLower(strings.TrimSpace(mail)), "@")
	if sharedHosts[host] {
		return strings.ToLower(strings.TrimSpace(mail))
	}
	return host
}

func hostOf(website string) (host, path string) {
	website = strings.ToLower(strings.TrimSpace(website))
	if website == "" {
		return "", ""
	}
	if !strings.Contains(website, "://") {
		website = "https://" + website
	}
	parsed, err := url.Parse(website)
	if err != nil {
		return "", ""
	}
	return strings.TrimPrefix(parsed.Hostname(), "www."), parsed.Path
}

// house is where a door is.
type house struct {
	street, number, postcode string
	shape                    letters // of street
}

var houseNumber = regexp.MustCompile(`^[0-9]+[a-z]?$`)

// streetWords are the short ways of writing the last part of a street.
var streetWords = map[string]string{"str": "straat", "ln": "laan", "pln": "plein", "wg": "weg", "plts": "plaats"}

// houseOf reads an address: the words before the house number, and the number. A letter that stands apart belongs to it.
func houseOf(address, postcode string) house {
	h := house{postcode: strings.ToUpper(strings.ReplaceAll(postcode, " ", ""))}
	words := wordsOf(address)
	for i, w := range words {
		if i > 0 && houseNumber.MatchString(w) {
			h.number = w
			if i+1 < len(words) && len(words[i+1]) == 1 {
				h.number += words[i+1]
			}
			words = words[:i]
			break
		}
	}
	for i, w := range words {
		words[i] = longStreet(w)
	}
	h.street = strings.Join(words, " ")
	h.shape = lettersOf(h.street)
	return h
}

func longStreet(word string) string {
	for short, long := range streetWords {
		if base, found := strings.CutSuffix(word, short); found && (base == "" || len(base) > 3) {
			return base + long
		}
	}
	return word
}
