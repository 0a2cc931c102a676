package app

import (
	"context"
	"path/filepath"

	"github.com/tink-crypto/tink-go/v2/tink"

	"samenspel/internal/casework"
	"samenspel/internal/mail"
	"samenspel/internal/referral"
)

// referralOptions are what the store of referrals stands on. The keys of what is sealed with one lie in a folder of their
// own, which no copy is made of: a key that is gone takes what it sealed along.
func (e *env) referralOptions(secret []byte, secrets func(context.Context, string) (tink.AEAD, error)) referral.Options {
	return referral.Options{Key: derive(secret, "referral"), Secrets: secrets, Folder: filepath.Join(e.values["data"], "contact-keys"), Heard: casework.Heard}
}

// referrals gives the store of referrals.
func (e *env) referrals(o referral.Options) *referral.Store {
	return referral.NewStore(e.db, e.directory, o)
}

// referralPages are where the buttons of letters about referrals lead that hold a proof; the proof comes last.
var referralPages = map[string]string{
	referral.PurposeAnswer: "/antwoord/", referral.PurposeSignal: "/signaal/", referral.PurposeInbox: "/verzoeken/",
	referral.PurposeOwn: "/verwijzer/", referral.PurposeRoom: "/plek/",
}

// referralPath gives where a button of a letter about referrals leads.
func (s *services) referralPath(m mail.Message, purpose string) (string, bool) {
	switch purpose {
	case referral.PurposeList:
		return "/doorverwijzingen", true
	case referral.PurposeStuck:
		return "/doorverwijzingen?lijst=stuck", true
	case referral.PurposeOne:
		return "/doorverwijzingen/" + m.Object, true
	}
	page, ok := referralPages[purpose]
	return page + m.Object + "/" + s.referral.Token(m.Network, purpose, m.Object, m.Generation), ok
}
