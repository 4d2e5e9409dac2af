# De zinnen van brieven, openbare pagina’s en bevestigingsmails.

language-name = Nederlands

## De brief

contents-title = In deze rondzendbrief
footer-notice = U ontvangt dit bericht omdat de statuten van { $society } vragen dat wij het aan alle leden sturen, ook aan wie geen rondzendbrieven krijgt. { $email } staat op de lijst “{ $list }”. Als u zich afmeldt, krijgt u niets meer van ons, ook geen berichten zoals dit.
footer-charity = U ontvangt deze brief omdat u { $society } uw adres hebt gegeven toen u ons steunde of belangstelling had voor ons werk: { $email } staat op de lijst “{ $list }”.
footer-customer = U ontvangt deze brief omdat u { $society } uw adres hebt gegeven toen u iets bij ons kocht of daarnaar vroeg: { $email } staat op de lijst “{ $list }”.
footer-refuse = U kunt zulke brieven altijd kosteloos weigeren.
footer-member = U ontvangt deze brief omdat u lid bent van { $society }: { $email } staat op de lijst “{ $list }”.
footer-refuse-member = U kunt zulke brieven altijd weigeren en toch lid blijven.
footer-consent = U ontvangt deze brief omdat { $email } op de lijst “{ $list }” staat.
footer-unsubscribe = Afmelden
footer-preferences = Kiezen wat u ontvangt
footer-web = Lezen in de browser
footer-charity-number = Geregistreerde goededoelenorganisatie, nummer { $number }
footer-replies = Antwoorden op deze brief komen aan bij { $person }.
footer-privacy = Vragen of klachten over het gebruik van uw persoonsgegevens:

## In het tekstdeel: een afbeelding, en een link die een mail begint

image-text = [Afbeelding: { $alt }]
write-to-subject = schrijf naar { $address }, onderwerp “{ $subject }”
write-to-text = schrijf naar { $address }, tekst “{ $text }”
write-to-both = schrijf naar { $address }, onderwerp “{ $subject }”, tekst “{ $text }”

## De bijeenkomst van een brief

event-calendar-removes = Het bijgevoegde agendabestand haalt dit uit uw agenda.
event-calendar-adds = Het bijgevoegde agendabestand zet dit in uw agenda.
event-calendar-link = <a>Zet het in uw agenda</a>, of open het bijgevoegde agendabestand.
event-calendar-add = Zet het in uw agenda
event-calendar-or = Of open het bijgevoegde agendabestand.
event-at = { $day }, { $time }
event-times = { $from } tot { $to }
event-until = tot { $end }
event-zone = { $time } uur ({ $zone })
event-cancelled = Afgelast
event-again = Gaat toch door
event-moved = Verplaatst van { $from } naar { $to }
event-ends = Eindigt nu: { $end }
event-place = De plaats is { $place }
event-place-moved = Verplaatst van { $from } naar { $to }

## Een brief die om meningen vraagt

views-title = Uw mening
views-reply = Beantwoord deze brief met uw mening.
views-reply-until = Beantwoord deze brief met uw mening, uiterlijk { $until }.

## Tijdzones, naar de stad die ze hun naam geeft

zone-other = plaatselijke tijd { $city }
zone-amsterdam = plaatselijke tijd Amsterdam
zone-berlin = plaatselijke tijd Berlijn
zone-brussels = plaatselijke tijd Brussel
zone-cairo = plaatselijke tijd Caïro
zone-dublin = plaatselijke tijd Dublin
zone-kyiv = plaatselijke tijd Kyiv
zone-lisbon = plaatselijke tijd Lissabon
zone-london = plaatselijke tijd Londen
zone-luxembourg = plaatselijke tijd Luxemburg
zone-madrid = plaatselijke tijd Madrid
zone-new-york = plaatselijke tijd New York
zone-paris = plaatselijke tijd Parijs
zone-prague = plaatselijke tijd Praag
zone-rome = plaatselijke tijd Rome
zone-vienna = plaatselijke tijd Wenen
zone-warsaw = plaatselijke tijd Warschau
zone-zurich = plaatselijke tijd Zürich

## Elke pagina

page-charity-number = Geregistreerde goededoelenorganisatie, nummer { $number }
page-privacy = Vragen of klachten over het gebruik van uw persoonsgegevens: <a>{ $contact }</a>
page-languages = Talen

## Afmelden

unsubscribe-title = Afmelden
unsubscribe-question = Afmelden voor “{ $list }”?
unsubscribe-question-unnamed = Afmelden voor deze lijst?
unsubscribe-effect = Als u op de knop drukt, krijgt u geen brieven van deze lijst meer.
unsubscribe-effect-notices = Als u op de knop drukt, krijgt u geen brieven van deze lijst meer, ook geen officiële berichten.
unsubscribe-button = Afmelden
unsubscribe-mistake = Bent u hier per ongeluk? Sluit gewoon deze pagina: u staat nog op de lijst.
unsubscribe-fewer = Wilt u minder brieven, of andere lijsten? <a>Kies wat wij u sturen</a>.

unsubscribed-title = U hebt zich afgemeld
unsubscribed-heading = U staat niet meer op de lijst
unsubscribed-effect = U krijgt geen brieven van <strong>“{ $list }”</strong> meer.
unsubscribed-effect-unnamed = U krijgt geen brieven van deze lijst meer.
unsubscribed-undo = Ongedaan maken: op de lijst blijven
unsubscribed-undo-until = Dit kan tot { $day }, met de link in uw brief.
unsubscribed-others = Staat u op andere lijsten van ons? <a>Bekijk wat wij u nog meer sturen</a>.
reason-question = Wilt u ons vertellen waarom? Het hoeft niet.
reason-often = De brieven komen te vaak
reason-topic = Ze gaan niet over wat mij interesseert
reason-never-asked = Ik heb er nooit om gevraagd
reason-other = Iets anders
reason-words = In uw eigen woorden
reason-send = Versturen
reason-received-title = Dank u wel
reason-received = De mensen die onze brieven schrijven, zullen dit lezen.
reason-received-next = U kunt deze pagina sluiten, of <a>bekijken wat wij u nog meer sturen</a>.

resubscribed-title = U staat op de lijst
resubscribed-heading = U staat weer op de lijst
resubscribed-letters = U krijgt de brieven van <strong>“{ $list }”</strong> zoals voorheen.
resubscribed-letters-unnamed = U krijgt de brieven zoals voorheen.
resubscribed-notices = U krijgt de officiële berichten van <strong>“{ $list }”</strong> zoals voorheen.
resubscribed-notices-unnamed = U krijgt de officiële berichten zoals voorheen.
resubscribed-next = U kunt deze pagina sluiten, of <a>kiezen wat wij u sturen</a>.

still-wanted-title = Zullen we u blijven schrijven?
still-wanted-why = Wij sturen u <strong>‘{ $list }’</strong> en hebben lang niets van u gehoord.
still-wanted-button = Ja, blijf mij schrijven
still-wanted-otherwise = Als u niets doet, komen de brieven misschien niet meer. Wilt u ze niet meer, gebruik dan de link om u af te melden in uw brief.
still-wanted-done = Dank u: wij blijven u schrijven
still-wanted-letters = U blijft <strong>‘{ $list }’</strong> ontvangen.

not-subscribed-title = U staat niet op deze lijst
not-subscribed-suppressed = U krijgt geen brieven
not-subscribed-list = U krijgt geen brieven van <strong>“{ $list }”</strong>. U hoeft verder niets te doen.
not-subscribed-unnamed = U krijgt geen brieven van deze lijst. U hoeft verder niets te doen.
not-subscribed-undo = Zet mij weer op de lijst
not-subscribed-undo-until = Dit kan tot { $day }.
not-subscribed-return = Wilt u terugkomen? Schrijf naar <a>{ $contact }</a>.
not-subscribed-next = <a>Bekijk al onze lijsten</a> en kies wat wij u sturen.

suppressed-bounced = <strong>Wij sturen u op dit moment niets.</strong> Onze brieven aan uw adres kwamen terug, dus sturen wij ze niet meer. Werkt het adres weer? Schrijf naar <a>{ $contact }</a>.
suppressed-complained = <strong>Wij sturen u op dit moment niets.</strong> Uw mailprovider meldde ons dat een van onze brieven als spam is gemarkeerd, dus sturen wij ze niet meer. Was dat een vergissing? Schrijf naar <a>{ $contact }</a>.
suppressed-withheld = <strong>Wij sturen u op dit moment niets.</strong> Ons is gevraagd niet naar uw adres te schrijven. Was dat een vergissing? Schrijf naar <a>{ $contact }</a>.

test-letter-title = Dit is een proefbrief
test-letter = U hebt de link in een proef van een brief geopend. Hij hoort bij geen enkel lid, dus valt hier niemand af te melden. In de brief van elk lid leidt deze link naar de pagina om zich af te melden.

## Wat wij u sturen

preferences-title = Uw brieven
preferences-heading = Wat wij u sturen
preferences-done-all = Gedaan. U krijgt alle brieven van <strong>“{ $list }”</strong>.
preferences-done-notices = Gedaan. U krijgt alleen de officiële berichten van <strong>“{ $list }”</strong>.
preferences-done-nothing = Gedaan. U krijgt niets meer van <strong>“{ $list }”</strong>.
preferences-done-everything = Gedaan. U staat op geen enkele lijst meer: u krijgt niets meer van ons.
preferences-refused = Er is niets veranderd: deze link kan u niet terugzetten op <strong>“{ $list }”</strong>. Schrijf naar <a>{ $contact }</a>, dan doen wij het.
preferences-explanation = Elke knop werkt meteen. <em>Officiële berichten</em> zijn de weinige brieven die wij volgens onze statuten moeten sturen, zoals de oproep voor de jaarvergadering.
preferences-state-all = U krijgt alle brieven.
preferences-state-notices = U krijgt alleen de officiële berichten.
preferences-state-unsubscribed = U hebt zich afgemeld: u krijgt niets.
preferences-state-suppressed = U staat op deze lijst, maar wij sturen u op dit moment niets.
preferences-state-never = U staat niet op deze lijst.
preferences-all-again = Weer alle brieven<span> van “{ $list }”</span>
preferences-notices-again = Weer alleen berichten<span> van “{ $list }”</span>
preferences-notices-only = Alleen officiële berichten<span> van “{ $list }”</span>
preferences-unsubscribe = Afmelden<span> voor “{ $list }”</span>
preferences-undo-until = U kunt terug tot { $day }, met de link in uw brief.
preferences-unsubscribe-all = Afmelden voor alle lijsten
preferences-unsubscribe-all-effect = Dan krijgt u niets meer van ons, ook geen officiële berichten.
preferences-none = U staat op geen van onze lijsten. U hoeft verder niets te doen.

## Het aanmeldformulier

subscribe-title = Aanmelden
subscribe-title-wrong = Fout: controleer het formulier
subscribe-heading = Onze brieven per e-mail
subscribe-heading-list = “{ $list }” per e-mail
subscribe-again = Bijna klaar: controleer het formulier en druk nog één keer op de knop.
subscribe-lists = Welke brieven wilt u ontvangen?
subscribe-lists-none = Kruis er ten minste één aan.
subscribe-address = Uw e-mailadres
subscribe-trap = Laat dit veld leeg
subscribe-refuse = Nee, stuur mij deze brieven niet
subscribe-button = Aanmelden
subscribe-address-missing = Vul hier uw e-mailadres in.
subscribe-address-at = “{ $address }” heeft geen @. Schrijf het als naam@example.org.
subscribe-address-domain = “{ $address }” heeft een domein dat niet kan bestaan. Schrijf het als naam@example.org.
subscribe-address-dot = “{ $address }” heeft een domein zonder punt. Schrijf het als naam@example.org.
subscribe-address-ending = “{ $address }” heeft een domein met een uitgang die niet bestaat. Schrijf het als naam@example.org.
subscribe-address-quoted = “{ $address }” heeft aanhalingstekens voor de @. Schrijf het zonder, als naam@example.org.
subscribe-address-long = “{ $address }” is langer dan 254 tekens. Schrijf het als naam@example.org.
subscribe-address-wrong = “{ $address }” is geen e-mailadres. Schrijf het als naam@example.org.
subscribe-address-letter = “{ $address }” heeft voor de @ een letter die weinig mailservers aannemen.
subscribe-refused-title = U hebt geweigerd
subscribe-refused = Wij sturen u deze brieven niet, en hebben niets bewaard van wat u hebt ingevuld.
subscribe-busy-title = Probeer het later nog eens
subscribe-busy = Veel mensen hebben dit formulier zojuist gebruikt, dus is het een tijdje gesloten. Probeer het later nog eens.
subscribe-closed-title = Het formulier is voorlopig gesloten
subscribe-closed = Wij kunnen op dit moment geen bevestigingsmails sturen, dus is het formulier gesloten.
subscribe-by-hand = Zullen wij u liever zelf inschrijven? Schrijf naar <a>{ $contact }</a>.

consent-charity = U geeft { $society } uw adres omdat u ons steunt of belangstelling hebt voor ons werk. Wij sturen u “{ $list }” per e-mail, alleen over ons werk voor het goede doel, tenzij u weigert: kruis daarvoor het vakje aan. U kunt ook later altijd kosteloos weigeren, met de link in elke brief of door te schrijven naar { $contact }. Wij gebruiken uw adres alleen voor deze brieven.
consent-customer = U geeft { $society } uw adres omdat u iets bij ons koopt of daarnaar vraagt. Wij sturen u “{ $list }” per e-mail, alleen over soortgelijke zaken van ons, tenzij u weigert: kruis daarvoor het vakje aan. U kunt ook later altijd kosteloos weigeren, met de link in elke brief of door te schrijven naar { $contact }. Wij gebruiken uw adres alleen voor deze brieven.
consent-member = Door op de knop te drukken verklaart u dat u lid bent van { $society }. Wij sturen u “{ $list }” per e-mail vanwege uw lidmaatschap. U kunt deze brieven altijd weigeren en toch lid blijven, met de link in elke brief of door te schrijven naar { $contact }. Wij gebruiken uw adres alleen voor deze brieven.
consent-list = Door op de knop te drukken vraagt u { $society } om u “{ $list }” per e-mail te sturen. U kunt zich altijd afmelden, met de link in elke brief of door te schrijven naar { $contact }. Wij gebruiken uw adres alleen voor deze brieven.
consent-lists = Door op de knop te drukken vraagt u { $society } om u de aangekruiste brieven per e-mail te sturen. U kunt zich altijd afmelden, met de link in elke brief of door te schrijven naar { $contact }. Wij gebruiken uw adres alleen voor deze brieven.

check-mail-thanks = Dank u wel
check-mail-now = Wij sturen de brieven naar het adres dat u hebt opgegeven.
check-mail-unsubscribed = { $hours ->
    [one] Is dit adres eerder afgemeld? Dan hebben wij er zojuist een mail naartoe gestuurd: druk binnen { $hours } uur op de knop daarin, zodat wij weten dat u het was.
   *[other] Is dit adres eerder afgemeld? Dan hebben wij er zojuist een mail naartoe gestuurd: druk binnen { $hours } uur op de knop daarin, zodat wij weten dat u het was.
}
check-mail-heading = Kijk in uw mail
check-mail-sent = Wij hebben zojuist een mail gestuurd naar het adres dat u hebt opgegeven, tenzij het al op de lijst staat.
check-mail-press = { $hours ->
    [one] Open de link in die mail en druk daar binnen { $hours } uur op de knop. Tot dan sturen wij u geen brieven.
   *[other] Open de link in die mail en druk daar binnen { $hours } uur op de knop. Tot dan sturen wij u geen brieven.
}
check-mail-approval = Daarna bekijkt iemand uw aanvraag. De brieven komen zodra die is aanvaard; dat kan enkele dagen duren.
check-mail-missing = Na een paar minuten geen mail? Kijk in de map met ongewenste mail. Wij schrijven maar één keer per dag naar een adres, dus het formulier opnieuw invullen helpt niet; schrijven naar <a>{ $contact }</a> wel.

## De link in de bevestigingsmail

confirm-title = Bevestig alstublieft
confirm-question = Wilt u deze brieven ontvangen?
confirm-question-list = Wilt u “{ $list }” ontvangen?
confirm-asked-list = Iemand heeft { $society } gevraagd dit naar uw adres te sturen.
confirm-asked = Iemand heeft { $society } gevraagd het volgende naar uw adres te sturen:
confirm-approval = Elke aanvraag voor “{ $list }” wordt door iemand bekeken. De brieven komen zodra de uwe is aanvaard; dat kan enkele dagen duren.
confirm-button = Ja, stuur ze mij
confirm-button-list = Ja, stuur mij deze brieven
confirm-not-me = Was u het niet? Sluit dan gewoon deze pagina: wij sturen geen brieven als u niet op de knop hierboven drukt. U kunt ons ook laten weten dat wij het niet meer moeten vragen.
confirm-not-me-button = Ik was het niet: niet meer vragen

subscribed-title = Dank u wel
subscribed-heading = Welkom: u staat op de lijst
subscribed-list = Vanaf nu sturen wij u <strong>“{ $list }”</strong>.
subscribed-lists = Vanaf nu sturen wij u:
subscribed-confirmed = Dank u wel: uw adres is bevestigd
subscribed-waiting = Iemand bekijkt nu uw aanvraag voor <strong>“{ $list }”</strong>. De brieven komen zodra die is aanvaard; dat kan enkele dagen duren. U hoeft verder niets te doen.
subscribed-end = Elke brief heeft een link om u af te melden. U kunt deze pagina sluiten.

declined-title = Wij vragen het niet meer
declined-heading = Wij vragen het u niet meer
declined = U bent op geen enkele lijst gezet. Een jaar lang schrijft ons formulier niet meer naar uw adres, ook niet als iemand het daar invult.
declined-after-all = Was u het toch?
declined-button = Ik wil de brieven wel
declined-button-list = Ik wil “{ $list }” wel

expired-title = Deze link is verlopen
expired = { $hours ->
    [one] Een bevestigingslink werkt { $hours } uur. Vul het formulier opnieuw in en druk dan op de knop in de nieuwe mail.
   *[other] Een bevestigingslink werkt { $hours } uur. Vul het formulier opnieuw in en druk dan op de knop in de nieuwe mail.
}
expired-button = Terug naar het formulier
expired-by-hand = Of schrijf naar <a>{ $contact }</a>, dan schrijven wij u zelf in.

## Wat misging

not-found-title = Pagina niet gevonden
not-found-heading = Wij kennen deze link niet
not-found = Misschien heeft uw mailprogramma hem afgekapt. Druk nog eens op de link onder aan uw brief.
not-found-reply = Of beantwoord de brief met “afmelden”: dan halen wij u zelf van de lijst.
error-title = Sorry
error-heading = Sorry, dit is niet gelukt
error-many = Er kwamen te veel aanvragen uit uw netwerk. Wacht een minuut.
error-gone = Deze brief staat niet meer op het web.
error-server = Er is nog niets veranderd: als u zich wilde afmelden, staat u nog op de lijst. Probeer het over een minuut nog eens.
error-unreadable = Wij konden niet lezen wat uw browser stuurde. Open de link in uw brief nog eens.
error-by-hand = Gebeurt dit weer? Schrijf naar <a>{ $contact }</a>, dan doen wij het voor u.

## De bevestigingsmail

mail-subject = Bevestig alstublieft: de brieven van { $society }
mail-heading = Wilt u deze brieven ontvangen?
mail-asked = Iemand heeft gevraagd om brieven van { $society } op dit adres:
mail-button = Bevestigen op onze pagina
mail-link = Was u het? Bevestig het dan op deze pagina:
mail-or-reply = Of beantwoord deze mail, met of zonder eigen woorden.
mail-hours = { $hours ->
    [one] De link werkt { $hours } uur.
   *[other] De link werkt { $hours } uur.
}
mail-not-you = Was u het niet? Doe dan niets: zonder uw instemming komen er geen brieven.
mail-never = Op dezelfde pagina kunt u ons ook laten weten dat wij het niet meer moeten vragen.
mail-reply = Was u het? Beantwoord dan deze mail, met of zonder eigen woorden.
mail-reply-hours = { $hours ->
    [one] Dit kan nog { $hours } uur.
   *[other] Dit kan nog { $hours } uur.
}

## Antwoorden op een brief: de knoppen

answer-by = Antwoord uiterlijk <strong>{ $deadline }</strong>:
answer-please = Antwoord alstublieft:
answer-places = Aantal plaatsen: { $places }
answer-yes = Ik kom
answer-no = Ik kan niet komen
answer-apologies = Ik meld mij af
answer-maybe = Ik kom misschien

## Antwoorden op een brief: de pagina

answer-title = Uw antwoord
answer-no-choice = Er is nog niets verstuurd. Kies <a>een van de antwoorden</a>.
answer-no-guests = Er is nog niets verstuurd. Kies <a>hoeveel gasten</a> met u meekomen.
answer-long-note = Er is nog niets verstuurd. Maak <a>uw opmerking</a> korter. Maximum aantal tekens: { $limit }
answer-recorded = Dank u. Wij hebben genoteerd:
answer-unchanged = Dit hadden wij al genoteerd:
answer-guests = { $guests ->
    [one] met één gast
   *[other] met { $guests } gasten
}
answer-until = U kunt uw antwoord wijzigen tot en met { $deadline }.
answer-any-time = U kunt uw antwoord met deze link wijzigen.
answer-full = Er zijn niet genoeg plaatsen. Wij hebben genoteerd dat u graag wilt komen, maar hebben nog geen plaats voor u.
answer-earlier = Uw eerdere antwoord blijft geldig:
answer-late = Dit antwoord kwam te laat om mee te tellen, maar wij hebben het genoteerd:
answer-too-many = U hebt uw antwoord heel vaak gewijzigd, daarom is er nu niets gewijzigd.
answer-write = Wilt u ons iets laten weten? Schrijf naar <a>{ $contact }</a>.
answer-cancelled = Deze bijeenkomst gaat niet door, er valt niets meer te beantwoorden.
answer-over = Antwoorden kon tot en met { $deadline }.
answer-of = Dit is het antwoord van <strong>{ $reader }</strong>.
answer-so-far = Tot nu toe is het:
answer-none = Er is nog geen antwoord.
answer-waiting = U vroeg om een plaats toen er niet genoeg waren. Wij hebben dat genoteerd.
answer-places-left = Vrije plaatsen: { $left } van { $places }.
answer-places-none = Alle plaatsen zijn bezet. Wilt u toch graag komen, laat het ons hier weten: wij noteren het.
answer-guests-label = Gasten die met u meekomen, als u komt
answer-note-label = Een opmerking voor ons, als u wilt
answer-send = Antwoord versturen
answer-change = Antwoord wijzigen
answer-not-you = Bent u niet { $reader }? Dan is deze brief aan u doorgestuurd. Antwoord niet voor iemand anders.
answer-nothing-title = Hier valt niets te beantwoorden
answer-nothing = De brief waarin deze link stond, neemt geen antwoorden meer aan.
answer-test = U hebt een knop in een proef van een brief geopend. Hij hoort bij geen enkel lid, dus wordt hier niets genoteerd. In de brief van elk lid leidt hij naar de pagina om te antwoorden.

## Letters on the web
web-readers = leden
web-sent = Verstuurd op { $date } aan de lijst “{ $list }”. Deze versie is voor iedereen gelijk: zonder namen en persoonlijke links.
web-letters = Brieven
web-all = Alle brieven
web-lists = Lijsten
web-years = Jaren
web-none = Hier zijn nog geen brieven.
web-join = De brieven per e-mail krijgen
web-feed = Feed van brieven (Atom)
web-calendar = Agenda
web-files = Bestanden bij deze brief
