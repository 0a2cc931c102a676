package privacy

import (
	_ "embed"
	"strings"
)

// flag says what a word is, by the lists.
type flag uint64

const (
	isTitle flag = 1 << iota
	isAbbreviation
	isRelation
	isRole
	isNaming
	isPerson
	isParticle
	isBirth
	isSince
	isUnit
	isHouse
	isNumberWord
	isPhoneWord
	isBSNWord
	isPlateWord
	isLive
	isDigitWord
	isVerb
	isOrganization
	isOrganizationEnd
	isStreetNoun
	isNoName
	isFirst
	isFirstMaybe
	isFirstCapital
	isLast
	isLastMaybe
	isContact
	isLastJoined
)

const (
	anyFirst = isFirst | isFirstMaybe | isFirstCapital
	anyLast  = isLast | isLastMaybe
)

var sections = map[string]flag{"title": isTitle, "abbreviation": isAbbreviation, "relation": isRelation, "role": isRole,
	"naming": isNaming, "person": isPerson, "particle": isParticle, "birth": isBirth, "since": isSince, "unit": isUnit,
	"house": isHouse, "number": isNumberWord, "phone": isPhoneWord, "bsn": isBSNWord, "plate": isPlateWord, "live": isLive,
	"digit": isDigitWord, "verb": isVerb, "organization": isOrganization, "organization end": isOrganizationEnd,
	"street word": isStreetNoun, "not a name": isNoName, "first": isFirst, "first maybe": isFirstMaybe,
	"first capital": isFirstCapital, "last": isLast, "last maybe": isLastMaybe, "contact": isContact,
	"last joined": isLastJoined}

var (
	//go:embed lists/words.txt
	wordList string
	//go:embed lists/first.txt
	firstList string
	//go:embed lists/last.txt
	lastList string
	//go:embed lists/phrases.txt
	phraseList string
)

var (
	words   = readWords(wordList, firstList, lastList)
	phrases = readPhrases(phraseList)
)

// readWords reads lists: a line [section], then words of it.
func readWords(lists ...string) map[string]flag {
	all := map[string]flag{}
	for _, list := range lists {
		section := flag(0)
		for line := range strings.Lines(list) {
			line = strings.TrimSpace(line)
			switch {
			case strings.HasPrefix(line, "#"):
			case strings.HasPrefix(line, "["):
				section = sections[strings.Trim(line, "[]")]
				if section == 0 {
					panic("privacy: unknown section " + line)
				}
			default:
				for word := range strings.FieldsSeq(line) {
					all[word] |= section
				}
			}
		}
	}
	return all
}

func readPhrases(list string) *phrase {
	root := &phrase{}
	for line := range strings.Lines(list) {
		if !strings.HasPrefix(line, "#") {
			root.add(line)
		}
	}
	return root
}
