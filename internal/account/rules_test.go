package account

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"samenspel/internal/access"
)

func TestWhoNeedsASecondFactor(t *testing.T) {
	want := map[access.Role]bool{access.Coordinator: true, access.Administrator: true, access.Ambassador: true, access.Desk: true, access.PrivacyOfficer: true}
	short := map[access.Role]bool{access.Liaison: true, access.SocialBroker: true, access.Host: true}
	for _, role := range access.Everyone {
		roles := []access.Role{access.Member, role}
		if NeedsSecondFactor(roles) != want[role] {
			t.Errorf("%s needs a second factor: %v", role, !want[role])
		}
		if staff := ClassOf(roles) == StaffClass; staff != (want[role] || short[role]) {
			t.Errorf("%s has sessions of staff: %v", role, staff)
		}
	}
	if NeedsSecondFactor(nil) || ClassOf(nil) != MemberClass {
		t.Error("nobody needs a second factor")
	}
}

func TestNextStage(t *testing.T) {
	none, password := Account{}, Account{Password: true}
	app, both, key := Account{TOTP: true}, Account{Password: true, TOTP: true}, Account{Passkeys: 1}
	doubted, linked, linkedApp := Account{Doubted: 1}, Account{Linked: 1}, Account{Linked: 1, TOTP: true}
	for _, c := range []struct {
		needs, strong bool
		by            Method
		a             Account
		want          Stage
	}{
		{false, false, ByLink, none, Full}, {false, false, ByPassword, password, Full}, {false, false, ByLink, app, Second},
		{false, false, ByLink, key, Second}, {false, false, ByLink, doubted, Second}, {false, false, ByLink, linked, Full},
		{false, true, ByTOTP, app, Full}, {false, true, ByPasskey, key, Full}, {false, false, ByOIDC, app, Second}, {false, true, ByOIDC, app, Full},
		{true, false, ByLink, none, Enrol}, {true, false, ByPassword, password, Enrol}, {true, false, ByPassword, app, Second},
		{true, false, ByPassword, both, Second}, {true, false, ByLink, key, Second}, {true, false, ByLink, doubted, Second},
		{true, true, ByTOTP, app, Enrol}, {true, true, ByTOTP, both, Full}, {true, true, ByPasskey, key, Full}, {true, true, ByRecovery, doubted, Enrol},
		{true, false, ByLink, linked, Second}, {true, false, ByPassword, linked, Second}, {true, false, ByOIDC, linked, Enrol},
		{true, true, ByOIDC, linked, Full}, {true, false, ByOIDC, linkedApp, Second}, {true, true, ByTOTP, linkedApp, Full},
	} {
		if got := next(c.needs, c.a, c.by, c.strong); got != c.want {
			t.Errorf("next(%v, %+v, %s, %v) = %s, want %s", c.needs, c.a, c.by, c.strong, got, c.want)
		}
	}
}

func TestNoWayAroundTheSecondFactor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		few := rapid.IntRange(0, 2)
		a := Account{Password: rapid.Bool().Draw(t, "password"), TOTP: rapid.Bool().Draw(t, "totp"),
			Passkeys: few.Draw(t, "passkeys"), Doubted: few.Draw(t, "doubted"), Linked: few.Draw(t, "linked")}
		by := rapid.SampledFrom([]Method{ByPassword, ByLink, ByOIDC}).Draw(t, "by")
		needs := rapid.Bool().Draw(t, "needs")
		stage := next(needs, a, by, false)
		if stage == Full && (needs || a.second()) {
			t.Error("full without a second factor")
		}
		if stage == Enrol && (a.second() || by != ByOIDC && a.Linked > 0) {
			t.Error("new factors without the old ones")
		}
	})
}

func TestStatesFollowTheDrawing(t *testing.T) {
	var arrows []string
	for from, all := range moves {
		for _, to := range all {
			arrows = append(arrows, string(from+" "+to))
		}
	}
	slices.Sort(arrows)
	want := []string{"active removed", "active suspended", "invited active", "invited removed", "suspended active", "suspended removed"}
	if !slices.Equal(arrows, want) || Removed.canBecome(Active) {
		t.Errorf("arrows: %q", arrows)
	}
}

func TestPasswords(t *testing.T) {
	about := []string{"Samenspel Waterveen", "anna.bakker@post.example", "Oud"}
	for password, want := range map[string]string{
		"":                          PasswordShort,
		"elf tekens.":               PasswordShort,
		strings.Repeat("é", 11):     PasswordShort,
		"vier paarden":              "",
		"correct horse battery":     "",
		"漢字漢字仮名交じり文の例":              "",
		strings.Repeat("ab c", 32):  PasswordCommon,
		"wachtwoord123":             PasswordCommon,
		"Welkom2026!!!!":            PasswordCommon,
		"  Welkom01  !!":            PasswordCommon,
		"P@ssw0rd1234":              PasswordCommon,
		"amsterdam2026":             PasswordCommon,
		"qwertyuiop12":              PasswordCommon,
		"welkomwelkom":              PasswordCommon,
		"abcabcabcabc":              PasswordCommon,
		"aaaaaaaaaaaaaa":            PasswordCommon,
		"123456789012":              PasswordCommon,
		"abcdefghijklmn":            PasswordCommon,
		"zyxwvutsrqpon":             PasswordCommon,
		"mijn samenspel waterveen!": PasswordAboutUs,
		"xSamenspelWaterveen":       PasswordAboutUs,
		"ik ben Anna.Bakker ja":     PasswordAboutUs,
		"heel oude schoenen":        "",
		"3141592653589793":          "",
	} {
		err := CheckPassword(password, about...)
		if want == "" && err != nil {
			t.Errorf("%q is refused: %v", password, err)
		}
		if want != "" {
			says(t, password, err, want)
		}
	}
	long := strings.Repeat("ab cd9", 22)[:MaxPassword-8] + "é7 !xyzw"
	if err := CheckPassword(long); err != nil {
		t.Errorf("%d characters are refused: %v", MaxPassword, err)
	}
	says(t, "129 characters", CheckPassword(long+"x"), PasswordLong)
	if n := len(commonWords()); n < 10_000 {
		t.Errorf("%d common passwords are known", n)
	}
}

func TestHowAPasswordIsTypedDoesNotMatter(t *testing.T) {
	h := newHasher(2, today)
	hash, err := h.make(ctx, norm.NFC.String("één béétje geduld"))
	must(t, err)
	ok, old, err := h.fits(ctx, hash, norm.NFD.String("één béétje geduld"))
	if !ok || old || err != nil {
		t.Errorf("the decomposed form: %v %v %v", ok, old, err)
	}
	rapid.Check(t, func(t *rapid.T) {
		password := rapid.StringN(0, 140, -1).Draw(t, "password")
		a, b := CheckPassword(norm.NFC.String(password)), CheckPassword(norm.NFD.String(password))
		if (a == nil) != (b == nil) {
			t.Errorf("%q: %v and %v", password, a, b)
		}
	})
}

func TestWhatIsAboutUsIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		about := rapid.StringMatching(`[A-Za-z]{4,12}( [A-Za-z]{2,8})?`).Draw(t, "about")
		around := rapid.StringMatching(`[a-z0-9 ]{6,20}`).Draw(t, "around")
		if CheckPassword(around+about+around, about) == nil {
			t.Errorf("%q holds %q and is taken", around+about+around, about)
		}
	})
}

func TestHashes(t *testing.T) {
	h := newHasher(1, today)
	hash, err := h.make(ctx, goodPassword)
	must(t, err)
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hash: %s", hash)
	}
	p, err := parsePHC(hash)
	must(t, err)
	if p.String() != hash {
		t.Errorf("%s reads as %s", hash, p)
	}
	for _, c := range []struct {
		stored, password string
		ok               bool
	}{{hash, goodPassword, true}, {hash, goodPassword + " ", false}, {hash, "", false}, {"", goodPassword, false}, {hash, strings.Repeat("x", 1<<20), false}, {h.dummy.String(), "", false}} {
		before := h.made.Load()
		ok, old, err := h.fits(ctx, c.stored, c.password)
		must(t, err)
		if ok != c.ok || old || h.made.Load() != before+1 {
			t.Errorf("%q fits %q: %v, old %v, %d computations", c.password[:min(9, len(c.password))], c.stored, ok, old, h.made.Load()-before)
		}
	}
	for _, broken := range []string{"", "$", "$argon2i$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA", strings.Replace(hash, "v=19", "v=16", 1),
		strings.Replace(hash, "m=19456", "m=99999999", 1), strings.Replace(hash, "t=2", "t=0", 1), strings.Replace(hash, "p=1", "p=-1", 1), hash + "$", hash[:50]} {
		if _, err := parsePHC(broken); err == nil {
			t.Errorf("%q was read", broken)
		}
	}
}

func FuzzParsePHC(f *testing.F) {
	f.Add("$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$argon2id$v=19$m=,t=,p=$$")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := parsePHC(text)
		if err != nil {
			return
		}
		again, err := parsePHC(p.String())
		if err != nil || again.String() != p.String() {
			t.Errorf("%q: %v", text, err)
		}
	})
}

func TestCodesOfEveryStep(t *testing.T) {
	setup, err := newTOTP("Samenspel: x", "anna@post.example")
	must(t, err)
	if !strings.HasPrefix(setup.URL, "otpauth://totp/Samenspel") {
		t.Errorf("URL: %s", setup.URL)
	}
	rapid.Check(t, func(t *rapid.T) {
		now := time.Unix(rapid.Int64Range(1_700_000_000, 4_000_000_000).Draw(t, "now"), 0)
		off := rapid.IntRange(-5, 5).Draw(t, "steps")
		code, err := totp.GenerateCode(setup.Secret, now.Add(time.Duration(off*totpPeriod)*time.Second))
		if err != nil {
			t.Fatal(err)
		}
		step, ok := stepOf(setup.Secret, code, now)
		if near := off >= -1 && off <= 1; near && !ok {
			t.Errorf("a code %d steps off is refused", off)
		} else if ok && near && step != now.Unix()/totpPeriod+int64(off) {
			// two steps can share a code: then the later one counts, which only uses up more
			if other, _ := totp.GenerateCode(setup.Secret, time.Unix(step*totpPeriod, 0)); other != code {
				t.Errorf("a code %d steps off counts for step %d", off, step)
			}
		}
	})
	for _, code := range []string{"", "12345", "1234567", "abcdef", "１２３４５６"} {
		if _, ok := stepOf(setup.Secret, code, monday); ok {
			t.Errorf("%q was taken", code)
		}
	}
}

func TestRecoveryCodesAreTypedByPeople(t *testing.T) {
	k := keyring(strings.Repeat("k", 32))
	codes := newRecovery()
	if len(codes) != 10 || len(slices.Compact(slices.Sorted(slices.Values(codes)))) != 10 || len(codes[0]) != 19 {
		t.Fatalf("codes: %q", codes)
	}
	want := k.hashRecovery("n", "a", codes[0])
	typed := strings.NewReplacer("0", "O", "1", "l", "-", " ").Replace(strings.ToUpper(codes[0]))
	if k.hashRecovery("n", "a", typed) != want {
		t.Errorf("%q does not count as %q", typed, codes[0])
	}
	if k.hashRecovery("n", "b", codes[0]) == want || k.hashRecovery("m", "a", codes[0]) == want || k.hashRecovery("na", "", codes[0]) == want {
		t.Error("a code of another account has the same hash")
	}
}

func TestDevicesAndPlaces(t *testing.T) {
	for agent, want := range map[string]string{
		"": "", "curl/8": "", home.Agent: "Firefox", cafe.Agent: "Safari",
		"Mozilla/5.0 AppleWebKit/537.36 Chrome/140.0 Safari/537.36":               "Chrome",
		"Mozilla/5.0 AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0":     "Edge",
		"Mozilla/5.0 (Linux; Android) SamsungBrowser/28.0 Chrome/130 Mobile":      "Samsung Internet",
		"Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 CriOS/140.0 Mobile Safari/604": "Chrome",
	} {
		if got := device(agent); got != want {
			t.Errorf("%q is %q, want %q", agent, got, want)
		}
	}
	for ip, want := range map[string]string{"203.0.113.77": "203.0.113.0/24", "::ffff:203.0.113.77": "203.0.113.0/24", "2001:db8:1:2::3": "2001:db8:1::/48", "fe80::1%eth0": "fe80::/48"} {
		if got := (Origin{IP: netip.MustParseAddr(ip)}).prefix(); got != want {
			t.Errorf("%s lies in %s, want %s", ip, got, want)
		}
	}
	if got := (Origin{}).prefix(); got != "unknown" {
		t.Errorf("no address lies in %s", got)
	}
}

func TestSessionLimits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Session{Stage: rapid.SampledFrom([]Stage{Second, Enrol, Full}).Draw(t, "stage"), Class: rapid.SampledFrom([]Class{StaffClass, MemberClass}).Draw(t, "class")}.begin(monday)
		l, now := limitsOf(s.Stage, s.Class), monday
		ends := s.Ends
		for range rapid.IntRange(1, 60).Draw(t, "requests") {
			gap := time.Duration(rapid.Int64Range(0, int64(2*l.idle)).Draw(t, "gap"))
			now = now.Add(gap)
			want := gap < l.idle && now.Before(monday.Add(l.absolute))
			if s.alive(now) != want {
				t.Fatalf("%v after %v: alive %v", gap, now.Sub(monday), !want)
			}
			if !want {
				return
			}
			s = s.touch(now)
			if rapid.Bool().Draw(t, "renewed") {
				s = s.successor(s.Stage, s.Class, true, now)
			}
			if s.Stage == Full && !s.Ends.Equal(ends) {
				t.Fatal("a session was made to last longer")
			}
			if s.Stage != Full {
				return
			}
		}
	})
}

func TestEnough(t *testing.T) {
	member, staff := []access.Role{access.Member}, []access.Role{access.Desk}
	for _, c := range []struct {
		s     Session
		roles []access.Role
		want  bool
	}{
		{Session{Stage: Full, Class: MemberClass}, member, true},
		{Session{Stage: Full, Class: MemberClass}, staff, false},
		{Session{Stage: Full, Class: MemberClass, Strong: true}, staff, false},
		{Session{Stage: Full, Class: StaffClass}, staff, false},
		{Session{Stage: Full, Class: StaffClass, Strong: true}, staff, true},
		{Session{Stage: Full, Class: StaffClass, Strong: true}, member, true},
		{Session{Stage: Full, Class: MemberClass}, []access.Role{access.Liaison}, false},
		{Session{Stage: Enrol, Class: StaffClass, Strong: true}, staff, false},
		{Session{Stage: Second, Class: MemberClass}, nil, false},
	} {
		if got := c.s.Enough(c.roles); got != c.want {
			t.Errorf("%+v for %v: %v", c.s, c.roles, got)
		}
	}
}

func TestMACsOfDifferentLists(t *testing.T) {
	k := keyring(strings.Repeat("k", 32))
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.SliceOfN(rapid.StringN(0, 4, -1), 1, 4).Draw(t, "a")
		b := rapid.SliceOfN(rapid.StringN(0, 4, -1), 1, 4).Draw(t, "b")
		if slices.Equal(a, b) != (k.hash(a[0], a[1:]...) == k.hash(b[0], b[1:]...)) {
			t.Errorf("%q and %q", a, b)
		}
	})
}

func TestMessagesAreDistinct(t *testing.T) {
	if len(slices.Compact(slices.Sorted(slices.Values(Messages)))) != len(Messages) {
		t.Error("a key stands there twice")
	}
}
