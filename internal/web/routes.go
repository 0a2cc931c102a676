package web

import (
	"net/http"

	"samenspel/internal/errs"
	"samenspel/internal/network"
	"samenspel/internal/referral"
)

// page is a handler of pages: it answers through the visit or returns an error.
type page func(*Server, *visit) error

// route is one public address and what answers it.
type route struct {
	path string
	page page
}

// in wraps a page of a module: where the network does not use it, there is no such page.
func in(module network.Module, answer page) page {
	return func(s *Server, v *visit) error {
		if !v.Network.Settings.Has(module) {
			return errs.NotFound
		}
		return answer(s, v)
	}
}

// pages are the addresses of a network; staff and own mark those that need a sign-in. Each also stands under /en, /n/{network} and /n/{network}/en.
var pages = []route{
	{"/{$}", (*Server).home},
	{"/zoek", (*Server).results},
	{"/zoek/aanvullen", (*Server).suggestions},
	{"/aanbod/{slug}", (*Server).service},
	{"/aanbod/{slug}/klopt-niet", (*Server).wrong},
	{"/vergelijk", (*Server).compare},
	{"/organisatie", (*Server).organizations},
	{"/organisatie/{slug}", (*Server).organization},
	{"/programma/{slug}", (*Server).programme},
	{"/wijk", (*Server).wijken},
	{"/wijk/{slug}", (*Server).wijk},
	{"/gids", in(network.Guide, (*Server).guide)},
	{"/gids/{wijk}", in(network.Guide, (*Server).guide)},
	{"/sitemap.xml", (*Server).sitemap},
	{"/agenda", (*Server).agenda},
	{"/agenda.ics", (*Server).agendaFeed},
	{"/vraag", (*Server).ask},
	{"/vraag/{code}", (*Server).asked},
	{"/vrijwilliger", in(network.Volunteering, (*Server).volunteer)},
	{"/vrijwilliger/{code}", (*Server).signup},
	{"/kennismaking/{id}/{token}", byMetLink((*Server).met)},
	{"/burenhulp", in(network.Volunteering, (*Server).neighbours)},
	{"/burenhulp/{code}", (*Server).neighbour},
	{"/burenhulp-lijst", staff((*Server).neighbourList)},
	{"/enquete", (*Server).toSurvey},
	{"/enquete/{token}", (*Server).survey},
	{"/over", (*Server).about},
	{"/privacy", (*Server).privacy},
	{"/toegankelijkheid", (*Server).accessibility},
	{"/toetsen", (*Server).keys},
	{"/foto/{id}/{hash}", (*Server).portrait},
	{"/huisstijl.css", (*Server).themeCSS},
	{"/logo.png", (*Server).logoPNG},

	{"/inloggen", (*Server).signIn},
	{"/inloggen/code", (*Server).secondFactor},
	{"/inloggen/oidc", (*Server).goToProvider},
	{"/inloggen/oidc/terug", (*Server).fromProvider},
	{"/welkom/{token}", (*Server).link},
	{"/account", own((*Server).ownAccount)},
	{"/bijhouden/{id}/{token}", byLink((*Server).ownEntries)},
	{"/bijhouden/{id}/{token}/aanbod/{service}", byLink((*Server).linkedEntry)},
	{"/bijhouden/{id}/{token}/organisatie", byLink((*Server).linkedOwner)},
	{"/week", staff((*Server).week)},
	{"/vragen", staff((*Server).queue)},
	{"/vragen/nieuw", staff((*Server).newEnquiry)},
	{"/vragen/cijfers", staff((*Server).deskFigures)},
	{"/vragen/antwoorden", staff((*Server).answerWords)},
	{"/vragen/{id}", staff((*Server).enquiry)},
	{"/vragen/{id}/antwoord", staff((*Server).answerOnPaper)},
	{"/vragen/{id}/wijzigen", staff((*Server).editEnquiry)},
	{"/vrijwilligers", staff((*Server).volunteers)},
	{"/doorverwijzing/{code}", staff((*Server).referralByCode)},
	{"/doorverwijzingen", staff((*Server).referrals)},
	{"/doorverwijzingen/nieuw", staff((*Server).newReferral)},
	{"/doorverwijzingen/plek", staff((*Server).rooms)},
	{"/doorverwijzingen/uitvoer", staff((*Server).exportReferrals)},
	{"/doorverwijzingen/verslag", staff((*Server).referralReport)},
	{"/doorverwijzingen/{id}", staff((*Server).referral)},
	{"/doorverwijzingen/{id}/keuzeblad", staff((*Server).choiceSheet)},
	{"/doorverwijzingen/{id}/toestemming", staff((*Server).consentSheet)},
	{"/casussen", staff((*Server).cases)},
	{"/casussen/briefjes", staff((*Server).slips)},
	{"/casussen/bezoek", staff((*Server).visitSheet)},
	{"/casussen/nodig", staff((*Server).needed)},
	{"/casussen/formulier", staff((*Server).caseQuestions)},
	{"/casussen/{id}", staff((*Server).oneCase)},
	{"/casussen/{id}/keuzeblad", staff((*Server).caseChoice)},
	{"/besprekingen/{id}", staff((*Server).meeting)},
	{"/intervisie", staff((*Server).intervisions)},
	{"/besprekingen/{id}/terugkoppeling", staff((*Server).feedback)},
	{"/uw-casussen/{id}/{token}", (*Server).yours},
	{"/antwoord/{id}/{token}", byReferralLink(referral.PurposeAnswer, (*Server).toAnswer)},
	{"/verzoeken/{id}/{token}", byReferralLink(referral.PurposeInbox, (*Server).toInbox)},
	{"/verwijzer/{id}/{token}", byReferralLink(referral.PurposeOwn, (*Server).toOwn)},
	{"/signaal/{id}/{token}", byReferralLink(referral.PurposeSignal, (*Server).toSignal)},
	{"/plek/{id}/{token}", byReferralLink(referral.PurposeRoom, (*Server).toRoom)},
	{"/cijfers", staff((*Server).figures)},
	{"/cijfers/leemten", staff((*Server).gaps)},
	{"/cijfers/initiatieven", staff((*Server).initiatives)},
	{"/cijfers/verantwoording", staff((*Server).pack)},
	{"/cijfers/verantwoording/{file}", staff((*Server).packFile)},
	{"/cijfers/eigen", staff((*Server).ownFigures)},
	{"/cijfers/verhalen", staff((*Server).stories)},
	{"/cijfers/wijk/{slug}", staff((*Server).wijkProfile)},
	{"/terugval/{id}", staff((*Server).slide)},
	{"/telling/{id}/{token}", byTallyLink((*Server).toTally)},
	{"/cijfers/{period}", staff((*Server).report)},
	{"/cijfers/{period}/{file}", staff((*Server).reportFile)},
	{"/activiteiten", staff((*Server).activityLog)},
	{"/activiteiten.csv", staff((*Server).activityCSV)},
	{"/activiteiten/{id}", staff((*Server).activity)},
	{"/vertegenwoordiging", staff((*Server).seats)},
	{"/afspraken", staff((*Server).agreements)},
	{"/afspraken/{id}", staff((*Server).oneAgreement)},
	{"/trajecten", staff((*Server).trajectories)},
	{"/trajecten/{id}", staff((*Server).trajectory)},
	{"/trajecten/programma/{slug}", staff((*Server).programmeInside)},
	{"/doelen", staff((*Server).targets)},
	{"/inwerken/{step}", staff((*Server).intro)},
	{"/beheer/aanbod", staff((*Server).entries)},
	{"/beheer/aanbod/nieuw", staff((*Server).entry)},
	{"/beheer/aanbod/{id}", staff((*Server).entry)},
	{"/beheer/organisaties/nieuw", staff((*Server).owner)},
	{"/beheer/organisaties/{id}", staff((*Server).owner)},
	{"/beheer/bijhouden", staff((*Server).upkeep)},
	{"/beheer/woorden", staff((*Server).ownWords)},
	{"/beheer/mensen", staff((*Server).peopleList)},
	{"/beheer/mensen/nieuw", staff((*Server).person)},
	{"/beheer/mensen/{id}", staff((*Server).person)},
	{"/beheer/teams", staff((*Server).teams)},
	{"/beheer/start", staff((*Server).start)},
	{"/beheer/instellingen", staff((*Server).settings)},
	{"/beheer/groepen", staff((*Server).groups)},
	{"/beheer/inzage", staff((*Server).glass)},
	{"/beheer/werkwijze", staff((*Server).way)},
	{"/beheer/huisstijl", staff((*Server).look)},
	{"/beheer/verantwoordelijken", staff((*Server).controllers)},
	{"/beheer/uren", staff((*Server).hours)},
	{"/beheer/uren.csv", staff((*Server).hoursCSV)},
	{"/beheer/spoor", staff((*Server).trace)},
	{"/beheer/post", staff((*Server).outbox)},
	{"/beheer/post/{id}", staff((*Server).letter)},
	{"/beheer/binnenpost", staff((*Server).mailIn)},
	{"/beheer/werk", staff((*Server).background)},
	{"/beheer/privacy", staff((*Server).removal)},
	{"/beheer/privacy/register", staff((*Server).register)},
	{"/beheer/privacy/register.csv", staff((*Server).registerFile)},
	{"/beheer/gebieden", staff((*Server).areas)},
	{"/beheer/enquetes", staff((*Server).surveys)},
	{"/beheer/netwerken", staff((*Server).networks)},
	{"/beheer/bronnen", staff((*Server).sources)},
	{"/beheer/bronnen/nieuw", staff((*Server).source)},
	{"/beheer/bronnen/{id}", staff((*Server).source)},
	{"/beheer/bronnen/ronde/{id}", staff((*Server).run)},
	{"/beheer/bronnen/ronde/{id}/vertaling", staff((*Server).mapping)},
	{"/beheer/bronnen/ronde/{id}/woorden", staff((*Server).words)},
	{"/beheer/dubbel", staff((*Server).duplicates)},
	{"/beheer/overlap", staff((*Server).overlap)},
	{"/beheer/overlap.csv", staff((*Server).overlapCSV)},
}

// forms are the addresses that take what someone sends. They stand under the same prefixes.
var forms = []route{
	{"/inloggen", (*Server).doSignIn},
	{"/inloggen/code", (*Server).doSecondFactor},
	{"/inloggen/link", (*Server).askLink},
	{"/inloggen/passkey-begin", (*Server).beginPasskeySignIn},
	{"/inloggen/passkey", (*Server).doPasskeySignIn},
	{"/welkom/{token}", (*Server).useLink},
	{"/uitloggen", (*Server).signOut},
	{"/account/wachtwoord", own((*Server).setPassword)},
	{"/account/app-begin", own((*Server).beginApp)},
	{"/account/app", own((*Server).confirmApp)},
	{"/account/sessie", staff((*Server).endSession)},
	{"/account/passkey-begin", own((*Server).beginPasskey)},
	{"/account/passkey", own((*Server).addPasskey)},
	{"/account/passkey-weg", own((*Server).removePasskey)},
	{"/account/oidc", own((*Server).linkProvider)},
	{"/account/oidc-weg", own((*Server).unlinkProvider)},
	{"/account/voorkeur", staff((*Server).saveLikes)},
	{"/inwerken", staff((*Server).readIntro)},
	{"/vraag", (*Server).doAsk},
	{"/vraag/{code}", (*Server).forgetAsker},
	{"/vrijwilliger", in(network.Volunteering, (*Server).signUp)},
	{"/vrijwilliger/{code}", (*Server).doSignup},
	{"/burenhulp", in(network.Volunteering, (*Server).makeNeighbour)},
	{"/burenhulp/{code}", (*Server).doNeighbour},
	{"/burenhulp-lijst", staff((*Server).bringTogether)},
	{"/burenhulp-lijst/{id}", staff((*Server).doForNeighbour)},
	{"/enquete/{token}", (*Server).doAnswerSurvey},
	{"/beheer/enquetes", staff((*Server).openSurvey)},
	{"/beheer/enquetes/{id}", staff((*Server).doSurvey)},
	{"/vrijwilligers/{id}", staff((*Server).doVolunteer)},
	{"/kennismaking/{id}/{token}", byMetLink((*Server).doMet)},
	{"/vragen", staff((*Server).findCaller)},
	{"/vragen/nieuw", staff((*Server).saveEnquiry)},
	{"/vragen/antwoorden", staff((*Server).saveAnswerWords)},
	{"/vragen/{id}", staff((*Server).doEnquiry)},
	{"/vragen/{id}/wijzigen", staff((*Server).describeEnquiry)},
	{"/doorverwijzingen/nieuw", staff((*Server).makeReferral)},
	{"/doorverwijzingen/plek", staff((*Server).askRooms)},
	{"/doorverwijzingen/{id}", staff((*Server).doReferral)},
	{"/casussen", staff((*Server).findCase)},
	{"/casussen/briefjes", staff((*Server).printSlips)},
	{"/casussen/formulier", staff((*Server).changeCaseQuestions)},
	{"/casussen/{id}", staff((*Server).doCase)},
	{"/besprekingen", staff((*Server).convene)},
	{"/intervisie", staff((*Server).gather)},
	{"/intervisie/{id}", staff((*Server).callOff)},
	{"/besprekingen/{id}", staff((*Server).doMeeting)},
	{"/activiteiten", staff((*Server).addActivity)},
	{"/activiteiten/{id}", staff((*Server).changeActivity)},
	{"/vertegenwoordiging", staff((*Server).takeSeat)},
	{"/vertegenwoordiging/{id}", staff((*Server).doSeat)},
	{"/afspraken", staff((*Server).makeAgreement)},
	{"/afspraken/{id}", staff((*Server).doAgreement)},
	{"/trajecten", staff((*Server).beginTrajectories)},
	{"/trajecten/{id}", staff((*Server).saveTrajectory)},
	{"/doelen", staff((*Server).saveTarget)},
	{"/cijfers", staff((*Server).closeQuarter)},
	{"/cijfers/leemten", staff((*Server).moveGap)},
	{"/cijfers/mail", staff((*Server).mailFigures)},
	{"/cijfers/verhalen", staff((*Server).tellStory)},
	{"/cijfers/verhalen/{id}", staff((*Server).doStory)},
	{"/terugval/{id}", staff((*Server).doSlide)},
	{"/telling/{id}/{token}", byTallyLink((*Server).doTally)},
	{"/antwoord/{id}/{token}", byReferralLink(referral.PurposeAnswer, (*Server).doAnswer)},
	{"/verwijzer/{id}/{token}", byReferralLink(referral.PurposeOwn, (*Server).doOwn)},
	{"/signaal/{id}/{token}", byReferralLink(referral.PurposeSignal, (*Server).doSignal)},
	{"/plek/{id}/{token}", byReferralLink(referral.PurposeRoom, (*Server).doRoom)},
	{"/aanbod/{slug}/klopt-niet", (*Server).reportWrong},
	{"/bijhouden/{id}/{token}", byLink((*Server).confirmOwn)},
	{"/bijhouden/{id}/{token}/plek/{service}", byLink((*Server).setRoom)},
	{"/bijhouden/{id}/{token}/aanbod/{service}", byLink((*Server).saveLinkedEntry)},
	{"/bijhouden/{id}/{token}/weg/{service}", byLink((*Server).retireLinked)},
	{"/bijhouden/{id}/{token}/organisatie", byLink((*Server).saveLinkedOwner)},
	{"/beheer/aanbod/nieuw", staff((*Server).saveEntry)},
	{"/beheer/aanbod/{id}", staff((*Server).saveEntry)},
	{"/beheer/aanbod/{id}/neem", staff((*Server).takeClaim)},
	{"/beheer/aanbod/{id}/weg", staff((*Server).retireEntry)},
	{"/beheer/organisaties/nieuw", staff((*Server).saveOwner)},
	{"/beheer/organisaties/{id}", staff((*Server).saveOwner)},
	{"/beheer/organisaties/{id}/neem", staff((*Server).takeOwnerClaim)},
	{"/beheer/bijhouden/{id}/klopt", staff((*Server).confirmByPhone)},
	{"/beheer/bijhouden/{id}/uitgenodigd", staff((*Server).noteInvited)},
	{"/beheer/gemist", staff((*Server).addWord)},
	{"/beheer/woorden", staff((*Server).changeOwnWords)},
	{"/beheer/meldingen/{id}", staff((*Server).settleCorrection)},
	{"/beheer/mensen/nieuw", staff((*Server).savePerson)},
	{"/beheer/mensen/{id}", staff((*Server).savePerson)},
	{"/beheer/mensen/{id}/taak", staff((*Server).assign)},
	{"/beheer/mensen/{id}/einde", staff((*Server).endTask)},
	{"/beheer/mensen/{id}/afwezig", staff((*Server).away)},
	{"/beheer/mensen/{id}/overdracht", staff((*Server).handover)},
	{"/beheer/mensen/{id}/account", staff((*Server).manageAccount)},
	{"/beheer/mensen/{id}/foto", staff((*Server).savePortrait)},
	{"/beheer/teams", staff((*Server).saveTeam)},
	{"/beheer/teams/{id}", staff((*Server).changeTeam)},
	{"/beheer/start", staff((*Server).saveConditions)},
	{"/beheer/instellingen", staff((*Server).saveSettings)},
	{"/beheer/groepen", staff((*Server).addGroup)},
	{"/beheer/groepen/{id}/weg", staff((*Server).dropGroup)},
	{"/beheer/inzage", staff((*Server).breakGlass)},
	{"/beheer/inzage/{id}/einde", staff((*Server).endGlass)},
	{"/beheer/werkwijze", staff((*Server).saveWay)},
	{"/beheer/huisstijl", staff((*Server).saveTheme)},
	{"/beheer/huisstijl/logo", staff((*Server).saveLogo)},
	{"/beheer/verantwoordelijken", staff((*Server).saveControllers)},
	{"/beheer/gebieden/inwoners", staff((*Server).saveResidents)},
	{"/beheer/post/{id}/opnieuw", staff((*Server).sendAgain)},
	{"/beheer/binnenpost", staff((*Server).dropMail)},
	{"/beheer/binnenpost/{id}/opnieuw", staff((*Server).readMailAgain)},
	{"/beheer/binnenpost/{id}/weg", staff((*Server).putMailAside)},
	{"/beheer/werk/{id}/opnieuw", staff((*Server).retryJob)},
	{"/beheer/werk/{id}/weg", staff((*Server).dropJob)},
	{"/beheer/privacy/termijn", staff((*Server).setTerm)},
	{"/beheer/privacy/vraag", staff((*Server).askRemoval)},
	{"/beheer/privacy/akkoord", staff((*Server).agreeRemoval)},
	{"/beheer/gebieden", staff((*Server).uploadAreas)},
	{"/beheer/netwerken", staff((*Server).addNetwork)},
	{"/beheer/bronnen/nieuw", staff((*Server).saveSource)},
	{"/beheer/bronnen/{id}", staff((*Server).saveSource)},
	{"/beheer/bronnen/{id}/bestand", staff((*Server).sendSource)},
	{"/beheer/bronnen/{id}/ophalen", staff((*Server).fetchSource)},
	{"/beheer/bronnen/ronde/{id}/publiceren", staff((*Server).publishRun)},
	{"/beheer/bronnen/ronde/{id}/stoppen", staff((*Server).stopRun)},
	{"/beheer/bronnen/ronde/{id}/terug", staff((*Server).undoRun)},
	{"/beheer/bronnen/ronde/{id}/keuze", staff((*Server).settleRun)},
	{"/beheer/bronnen/ronde/{id}/vertaling", staff((*Server).saveMapping)},
	{"/beheer/bronnen/ronde/{id}/woorden", staff((*Server).saveWords)},
	{"/beheer/dubbel", staff((*Server).findDuplicates)},
	{"/beheer/dubbel/{id}", staff((*Server).decideDuplicate)},
}

// prefixes are the places where the addresses of a network stand.
var prefixes = []string{"", "/en", "/n/{network}", "/n/{network}/en"}

func (s *Server) routes() *http.ServeMux {
	mux := http.NewServeMux()
	for _, prefix := range prefixes {
		for _, r := range pages {
			mux.Handle("GET "+prefix+r.path, s.show(prefix, r.page))
		}
		for _, r := range forms {
			mux.Handle("POST "+prefix+r.path, s.show(prefix, r.page))
		}
		mux.Handle("GET "+prefix+"/", s.show(prefix, (*Server).nothing))
	}
	for _, pattern := range s.API.Patterns {
		for _, method := range []string{"GET", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"} {
			mux.Handle(method+" "+pattern, s.API.Handler)
		}
	}
	mux.Handle("GET /static/{file}", s.files)
	mux.HandleFunc("GET /favicon.ico", s.favicon)
	mux.HandleFunc("GET /robots.txt", s.robots)
	mux.HandleFunc("GET /.well-known/security.txt", s.security)
	mux.HandleFunc("GET /healthz", s.healthy)
	mux.HandleFunc("GET /readyz", s.ready)
	mux.Handle("GET /metrics", s.metricsPage())
	mux.HandleFunc("/", s.wrongMethod)
	return mux
}
