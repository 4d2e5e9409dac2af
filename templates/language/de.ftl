# Die Sätze der Briefe, der öffentlichen Seiten und der Bestätigungsmails.

language-name = Deutsch

## Der Brief

contents-title = In diesem Rundbrief
footer-notice = Sie erhalten diese Mitteilung, weil die Satzung von { $society } verlangt, dass wir sie allen Mitgliedern schicken, auch denen, die keine Rundbriefe erhalten. { $email } steht auf der Liste „{ $list }“. Wenn Sie sich abmelden, erhalten Sie von uns nichts mehr, auch keine Mitteilungen wie diese.
footer-charity = Sie erhalten diesen Brief, weil Sie { $society } Ihre Adresse gegeben haben, als Sie uns unterstützt oder sich für unsere Arbeit interessiert haben: { $email } steht auf der Liste „{ $list }“.
footer-customer = Sie erhalten diesen Brief, weil Sie { $society } Ihre Adresse gegeben haben, als Sie etwas bei uns gekauft oder danach gefragt haben: { $email } steht auf der Liste „{ $list }“.
footer-refuse = Sie können solchen Briefen jederzeit kostenlos widersprechen.
footer-member = Sie erhalten diesen Brief, weil Sie Mitglied von { $society } sind: { $email } steht auf der Liste „{ $list }“.
footer-refuse-member = Sie können solchen Briefen jederzeit widersprechen und trotzdem Mitglied bleiben.
footer-consent = Sie erhalten diesen Brief, weil { $email } auf der Liste „{ $list }“ steht.
footer-unsubscribe = Abmelden
footer-preferences = Auswählen, was Sie erhalten
footer-web = Im Browser lesen
footer-charity-number = Registrierte gemeinnützige Organisation, Nummer { $number }
footer-replies = Antworten auf diesen Brief erhält: { $person }.
footer-privacy = Fragen oder Beschwerden zum Umgang mit Ihren persönlichen Daten:

## Im Textteil: ein Bild und ein Link, der eine Mail beginnt

image-text = [Bild: { $alt }]
write-to-subject = schreiben Sie an { $address }, Betreff „{ $subject }“
write-to-text = schreiben Sie an { $address }, Text „{ $text }“
write-to-both = schreiben Sie an { $address }, Betreff „{ $subject }“, Text „{ $text }“

## Der Termin eines Briefs

event-calendar-removes = Die beigefügte Kalenderdatei entfernt den Termin aus Ihrem Kalender.
event-calendar-adds = Die beigefügte Kalenderdatei trägt den Termin in Ihren Kalender ein.
event-calendar-link = <a>In den Kalender eintragen</a>, oder öffnen Sie die beigefügte Kalenderdatei.
event-calendar-add = In den Kalender eintragen
event-calendar-or = Oder öffnen Sie die beigefügte Kalenderdatei.
event-at = { $day }, { $time }
event-times = { $from } bis { $to }
event-until = bis { $end }
event-zone = { $time } Uhr ({ $zone })
event-cancelled = Abgesagt
event-again = Findet nun doch statt
event-moved = Verlegt von { $from } auf { $to }
event-ends = Endet jetzt: { $end }
event-place = Der Ort ist { $place }
event-place-moved = Verlegt von { $from } nach { $to }

## Ein Brief, der nach Meinungen fragt

views-title = Ihre Meinung
views-reply = Antworten Sie auf diesen Brief mit Ihrer Meinung.
views-reply-until = Antworten Sie auf diesen Brief mit Ihrer Meinung bis { $until }.

## Zeitzonen nach der Stadt, die ihnen den Namen gibt

zone-other = Ortszeit { $city }
zone-amsterdam = Ortszeit Amsterdam
zone-berlin = Ortszeit Berlin
zone-brussels = Ortszeit Brüssel
zone-cairo = Ortszeit Kairo
zone-dublin = Ortszeit Dublin
zone-kyiv = Ortszeit Kyjiw
zone-lisbon = Ortszeit Lissabon
zone-london = Ortszeit London
zone-luxembourg = Ortszeit Luxemburg
zone-madrid = Ortszeit Madrid
zone-new-york = Ortszeit New York
zone-paris = Ortszeit Paris
zone-prague = Ortszeit Prag
zone-rome = Ortszeit Rom
zone-vienna = Ortszeit Wien
zone-warsaw = Ortszeit Warschau
zone-zurich = Ortszeit Zürich

## Jede Seite

page-charity-number = Registrierte gemeinnützige Organisation, Nummer { $number }
page-privacy = Fragen oder Beschwerden zum Umgang mit Ihren persönlichen Daten: <a>{ $contact }</a>
page-languages = Sprachen

## Abmelden

unsubscribe-title = Abmelden
unsubscribe-question = Von „{ $list }“ abmelden?
unsubscribe-question-unnamed = Von dieser Liste abmelden?
unsubscribe-effect = Wenn Sie den Knopf drücken, erhalten Sie keine Briefe dieser Liste mehr.
unsubscribe-effect-notices = Wenn Sie den Knopf drücken, erhalten Sie keine Briefe dieser Liste mehr, auch keine offiziellen Mitteilungen.
unsubscribe-button = Abmelden
unsubscribe-mistake = Sind Sie versehentlich hier? Schließen Sie einfach diese Seite: Sie stehen noch auf der Liste.
unsubscribe-fewer = Möchten Sie weniger Briefe oder andere Listen? <a>Wählen Sie aus, was wir Ihnen schicken</a>.

unsubscribed-title = Sie haben sich abgemeldet
unsubscribed-heading = Sie sind von der Liste gestrichen
unsubscribed-effect = Sie erhalten keine Briefe von <strong>„{ $list }“</strong> mehr.
unsubscribed-effect-unnamed = Sie erhalten keine Briefe dieser Liste mehr.
unsubscribed-undo = Rückgängig: auf der Liste bleiben
unsubscribed-undo-until = Das geht bis zum { $day } mit dem Link in Ihrem Brief.
unsubscribed-others = Stehen Sie auf weiteren Listen von uns? <a>Sehen Sie nach, was wir Ihnen sonst schicken</a>.
reason-question = Möchten Sie uns sagen, warum? Sie müssen es nicht.
reason-often = Die Briefe kommen zu oft
reason-topic = Die Themen interessieren mich nicht
reason-never-asked = Ich habe nie darum gebeten
reason-other = Etwas anderes
reason-words = In Ihren eigenen Worten
reason-send = Absenden
reason-received-title = Danke
reason-received = Wer unsere Briefe schreibt, wird das lesen.
reason-received-next = Sie können diese Seite schließen oder <a>nachsehen, was wir Ihnen sonst schicken</a>.

resubscribed-title = Sie stehen auf der Liste
resubscribed-heading = Sie stehen wieder auf der Liste
resubscribed-letters = Sie erhalten die Briefe von <strong>„{ $list }“</strong> wie bisher.
resubscribed-letters-unnamed = Sie erhalten die Briefe wie bisher.
resubscribed-notices = Sie erhalten die offiziellen Mitteilungen von <strong>„{ $list }“</strong> wie bisher.
resubscribed-notices-unnamed = Sie erhalten die offiziellen Mitteilungen wie bisher.
resubscribed-next = Sie können diese Seite schließen oder <a>auswählen, was wir Ihnen schicken</a>.

still-wanted-title = Sollen wir Ihnen weiter schreiben?
still-wanted-why = Wir schicken Ihnen <strong>„{ $list }“</strong> und haben lange nichts von Ihnen gehört.
still-wanted-button = Ja, schreiben Sie mir weiter
still-wanted-otherwise = Wenn Sie nichts tun, kommen die Briefe vielleicht nicht mehr. Möchten Sie keine mehr, nehmen Sie den Link zum Abmelden in Ihrem Brief.
still-wanted-done = Danke: wir schreiben Ihnen weiter
still-wanted-letters = Sie erhalten weiterhin <strong>„{ $list }“</strong>.

not-subscribed-title = Sie stehen nicht auf dieser Liste
not-subscribed-suppressed = Sie erhalten keine Briefe
not-subscribed-list = Sie erhalten keine Briefe von <strong>„{ $list }“</strong>. Sie brauchen nichts weiter zu tun.
not-subscribed-unnamed = Sie erhalten keine Briefe dieser Liste. Sie brauchen nichts weiter zu tun.
not-subscribed-undo = Wieder auf die Liste setzen
not-subscribed-undo-until = Das geht bis zum { $day }.
not-subscribed-return = Möchten Sie zurückkommen? Schreiben Sie an <a>{ $contact }</a>.
not-subscribed-next = <a>Alle unsere Listen ansehen</a> und auswählen, was wir Ihnen schicken.

suppressed-bounced = <strong>Wir schicken Ihnen zurzeit nichts.</strong> Unsere Briefe an Ihre Adresse kamen zurück, deshalb schicken wir keine mehr. Ist die Adresse wieder erreichbar? Schreiben Sie an <a>{ $contact }</a>.
suppressed-complained = <strong>Wir schicken Ihnen zurzeit nichts.</strong> Ihr Mailanbieter hat uns gemeldet, dass einer unserer Briefe als Spam markiert wurde, deshalb schicken wir keine mehr. War das ein Versehen? Schreiben Sie an <a>{ $contact }</a>.
suppressed-withheld = <strong>Wir schicken Ihnen zurzeit nichts.</strong> Wir wurden gebeten, nicht an Ihre Adresse zu schreiben. War das ein Versehen? Schreiben Sie an <a>{ $contact }</a>.

test-letter-title = Dies ist ein Testbrief
test-letter = Sie haben den Link in der Probe eines Briefs geöffnet. Er gehört keinem Mitglied, deshalb gibt es hier niemanden abzumelden. In den Briefen an die Mitglieder führt dieser Link zu der Seite, auf der sie sich abmelden.

## Was wir Ihnen schicken

preferences-title = Ihre Briefe
preferences-heading = Was wir Ihnen schicken
preferences-done-all = Erledigt. Sie erhalten alle Briefe von <strong>„{ $list }“</strong>.
preferences-done-notices = Erledigt. Sie erhalten nur die offiziellen Mitteilungen von <strong>„{ $list }“</strong>.
preferences-done-nothing = Erledigt. Sie erhalten nichts mehr von <strong>„{ $list }“</strong>.
preferences-done-everything = Erledigt. Sie sind von allen Listen gestrichen und erhalten nichts mehr von uns.
preferences-refused = Es hat sich nichts geändert: Mit diesem Link können Sie nicht wieder auf <strong>„{ $list }“</strong> gesetzt werden. Schreiben Sie an <a>{ $contact }</a>, dann erledigen wir es.
preferences-explanation = Jeder Knopf wirkt sofort. <em>Offizielle Mitteilungen</em> sind die wenigen Briefe, die wir laut Satzung schicken müssen, zum Beispiel die Einladung zur Jahresversammlung.
preferences-state-all = Sie erhalten alle Briefe.
preferences-state-notices = Sie erhalten nur die offiziellen Mitteilungen.
preferences-state-unsubscribed = Sie haben sich abgemeldet und erhalten nichts.
preferences-state-suppressed = Sie stehen auf dieser Liste, aber wir schicken Ihnen zurzeit nichts.
preferences-state-never = Sie stehen nicht auf dieser Liste.
preferences-all-again = Wieder alle Briefe<span> von „{ $list }“</span>
preferences-notices-again = Wieder nur Mitteilungen<span> von „{ $list }“</span>
preferences-notices-only = Nur offizielle Mitteilungen<span> von „{ $list }“</span>
preferences-unsubscribe = Abmelden<span> von „{ $list }“</span>
preferences-undo-until = Sie können bis zum { $day } mit dem Link in Ihrem Brief zurückkehren.
preferences-unsubscribe-all = Von allen Listen abmelden
preferences-unsubscribe-all-effect = Dann erhalten Sie nichts mehr von uns, auch keine offiziellen Mitteilungen.
preferences-none = Sie stehen auf keiner unserer Listen. Sie brauchen nichts weiter zu tun.

## Das Anmeldeformular

subscribe-title = Anmelden
subscribe-title-wrong = Fehler: bitte prüfen Sie das Formular
subscribe-heading = Unsere Briefe per E-Mail
subscribe-heading-list = „{ $list }“ per E-Mail
subscribe-again = Fast geschafft: Bitte prüfen Sie das Formular und drücken Sie den Knopf noch einmal.
subscribe-lists = Welche Briefe möchten Sie erhalten?
subscribe-lists-none = Bitte kreuzen Sie mindestens eine Liste an.
subscribe-address = Ihre E-Mail-Adresse
subscribe-trap = Lassen Sie dieses Feld leer
subscribe-refuse = Nein, schicken Sie mir diese Briefe nicht
subscribe-button = Anmelden
subscribe-address-missing = Bitte geben Sie hier Ihre E-Mail-Adresse ein.
subscribe-address-at = „{ $address }“ hat kein @. Bitte schreiben Sie die Adresse wie name@example.org.
subscribe-address-domain = „{ $address }“ hat eine Domain, die es nicht geben kann. Bitte schreiben Sie die Adresse wie name@example.org.
subscribe-address-dot = „{ $address }“ hat eine Domain ohne Punkt. Bitte schreiben Sie die Adresse wie name@example.org.
subscribe-address-ending = „{ $address }“ hat eine Domain mit einer Endung, die es nicht gibt. Bitte schreiben Sie die Adresse wie name@example.org.
subscribe-address-quoted = „{ $address }“ hat Anführungszeichen vor dem @. Bitte schreiben Sie die Adresse ohne sie, wie name@example.org.
subscribe-address-long = „{ $address }“ ist länger als 254 Zeichen. Bitte schreiben Sie die Adresse wie name@example.org.
subscribe-address-wrong = „{ $address }“ ist keine E-Mail-Adresse. Bitte schreiben Sie die Adresse wie name@example.org.
subscribe-address-letter = „{ $address }“ hat vor dem @ einen Buchstaben, den nur wenige Mailserver annehmen.
subscribe-refused-title = Sie haben widersprochen
subscribe-refused = Wir schicken Ihnen diese Briefe nicht und haben nichts von Ihrer Eingabe gespeichert.
subscribe-busy-title = Bitte versuchen Sie es später noch einmal
subscribe-busy = Gerade haben viele Menschen dieses Formular benutzt, deshalb ist es eine Zeit lang geschlossen. Bitte versuchen Sie es später noch einmal.
subscribe-closed-title = Das Formular ist zurzeit geschlossen
subscribe-closed = Wir können zurzeit keine Bestätigungsmails verschicken, deshalb ist das Formular geschlossen.
subscribe-by-hand = Sollen lieber wir Sie eintragen? Schreiben Sie an <a>{ $contact }</a>.

consent-charity = Sie geben { $society } Ihre Adresse, weil Sie uns unterstützen oder sich für unsere Arbeit interessieren. Wir schicken Ihnen „{ $list }“ per E-Mail, ausschließlich über unsere gemeinnützige Arbeit, es sei denn, Sie widersprechen: Kreuzen Sie dafür das Kästchen an. Sie können auch später jederzeit kostenlos widersprechen, mit dem Link in jedem Brief oder indem Sie an { $contact } schreiben. Wir verwenden Ihre Adresse nur für diese Briefe.
consent-customer = Sie geben { $society } Ihre Adresse, weil Sie etwas bei uns kaufen oder danach fragen. Wir schicken Ihnen „{ $list }“ per E-Mail, ausschließlich über ähnliche Angebote von uns, es sei denn, Sie widersprechen: Kreuzen Sie dafür das Kästchen an. Sie können auch später jederzeit kostenlos widersprechen, mit dem Link in jedem Brief oder indem Sie an { $contact } schreiben. Wir verwenden Ihre Adresse nur für diese Briefe.
consent-member = Mit dem Drücken des Knopfes erklären Sie, dass Sie Mitglied von { $society } sind. Wir schicken Ihnen „{ $list }“ per E-Mail wegen Ihrer Mitgliedschaft. Sie können diesen Briefen jederzeit widersprechen und trotzdem Mitglied bleiben, mit dem Link in jedem Brief oder indem Sie an { $contact } schreiben. Wir verwenden Ihre Adresse nur für diese Briefe.
consent-list = Mit dem Drücken des Knopfes bitten Sie { $society }, Ihnen „{ $list }“ per E-Mail zu schicken. Sie können sich jederzeit abmelden, mit dem Link in jedem Brief oder indem Sie an { $contact } schreiben. Wir verwenden Ihre Adresse nur für diese Briefe.
consent-lists = Mit dem Drücken des Knopfes bitten Sie { $society }, Ihnen die angekreuzten Briefe per E-Mail zu schicken. Sie können sich jederzeit abmelden, mit dem Link in jedem Brief oder indem Sie an { $contact } schreiben. Wir verwenden Ihre Adresse nur für diese Briefe.

check-mail-thanks = Danke
check-mail-now = Wir schicken die Briefe an die angegebene Adresse.
check-mail-unsubscribed = { $hours ->
    [one] Wurde diese Adresse früher schon einmal abgemeldet? Dann haben wir ihr gerade eine Mail geschickt: Bitte drücken Sie den Knopf darin innerhalb von { $hours } Stunde, damit wir wissen, dass Sie es waren.
   *[other] Wurde diese Adresse früher schon einmal abgemeldet? Dann haben wir ihr gerade eine Mail geschickt: Bitte drücken Sie den Knopf darin innerhalb von { $hours } Stunden, damit wir wissen, dass Sie es waren.
}
check-mail-heading = Bitte sehen Sie in Ihre Mails
check-mail-sent = Wir haben gerade eine Mail an die angegebene Adresse geschickt, sofern sie nicht schon auf der Liste steht.
check-mail-press = { $hours ->
    [one] Öffnen Sie den Link in dieser Mail und drücken Sie dort innerhalb von { $hours } Stunde den Knopf. Vorher schicken wir Ihnen keine Briefe.
   *[other] Öffnen Sie den Link in dieser Mail und drücken Sie dort innerhalb von { $hours } Stunden den Knopf. Vorher schicken wir Ihnen keine Briefe.
}
check-mail-approval = Danach sieht sich ein Mensch Ihre Anfrage an. Die Briefe kommen, sobald sie angenommen ist; das kann einige Tage dauern.
check-mail-missing = Keine Mail nach einigen Minuten? Bitte sehen Sie im Spam-Ordner nach. Wir schreiben einer Adresse nur einmal am Tag, das Formular noch einmal auszufüllen hilft deshalb nicht; eine Mail an <a>{ $contact }</a> hilft.

## Der Link in der Bestätigungsmail

confirm-title = Bitte bestätigen
confirm-question = Möchten Sie diese Briefe erhalten?
confirm-question-list = Möchten Sie „{ $list }“ erhalten?
confirm-asked-list = Jemand hat { $society } gebeten, das an Ihre Adresse zu schicken.
confirm-asked = Jemand hat { $society } gebeten, Folgendes an Ihre Adresse zu schicken:
confirm-approval = Ein Mensch sieht sich jede Anfrage für „{ $list }“ an. Die Briefe kommen, sobald Ihre angenommen ist; das kann einige Tage dauern.
confirm-button = Ja, schicken Sie mir die Briefe
confirm-button-list = Ja, schicken Sie mir die Briefe
confirm-not-me = Waren Sie das nicht? Dann schließen Sie einfach diese Seite: Wir schicken keine Briefe, wenn Sie nicht den Knopf oben drücken. Sie können uns auch sagen, dass wir Sie nicht wieder fragen sollen.
confirm-not-me-button = Ich war das nicht: nicht wieder fragen

subscribed-title = Danke
subscribed-heading = Willkommen: Sie stehen auf der Liste
subscribed-list = Von jetzt an schicken wir Ihnen <strong>„{ $list }“</strong>.
subscribed-lists = Von jetzt an schicken wir Ihnen:
subscribed-confirmed = Danke: Ihre Adresse ist bestätigt
subscribed-waiting = Ein Mensch sieht sich jetzt Ihre Anfrage für <strong>„{ $list }“</strong> an. Die Briefe kommen, sobald sie angenommen ist; das kann einige Tage dauern. Sie brauchen nichts weiter zu tun.
subscribed-end = Jeder Brief hat einen Link zum Abmelden. Sie können diese Seite schließen.

declined-title = Wir fragen nicht wieder
declined-heading = Wir fragen Sie nicht wieder
declined = Sie wurden in keine Liste eingetragen. Ein Jahr lang schreibt unser Formular nicht mehr an Ihre Adresse, auch wenn jemand sie dort eingibt.
declined-after-all = Waren Sie es doch?
declined-button = Ich möchte die Briefe doch
declined-button-list = Ich möchte „{ $list }“ doch

expired-title = Dieser Link ist abgelaufen
expired = { $hours ->
    [one] Ein Bestätigungslink gilt { $hours } Stunde. Bitte füllen Sie das Formular noch einmal aus und drücken Sie dann den Knopf in der neuen Mail.
   *[other] Ein Bestätigungslink gilt { $hours } Stunden. Bitte füllen Sie das Formular noch einmal aus und drücken Sie dann den Knopf in der neuen Mail.
}
expired-button = Zurück zum Formular
expired-by-hand = Oder schreiben Sie an <a>{ $contact }</a>, dann tragen wir Sie ein.

## Was nicht geklappt hat

not-found-title = Seite nicht gefunden
not-found-heading = Diesen Link kennen wir nicht
not-found = Vielleicht hat Ihr Mailprogramm ihn abgeschnitten. Bitte drücken Sie noch einmal auf den Link am Ende Ihres Briefs.
not-found-reply = Oder antworten Sie auf den Brief mit „abmelden“: Dann streichen wir Sie von der Liste.
error-title = Entschuldigung
error-heading = Das hat leider nicht geklappt
error-many = Aus Ihrem Netz kamen zu viele Anfragen. Bitte warten Sie eine Minute.
error-gone = Dieser Brief ist nicht mehr im Netz.
error-server = Noch hat sich nichts geändert: Wenn Sie sich abmelden wollten, stehen Sie noch auf der Liste. Bitte versuchen Sie es in einer Minute noch einmal.
error-unreadable = Wir konnten nicht lesen, was Ihr Browser geschickt hat. Bitte öffnen Sie den Link in Ihrem Brief noch einmal.
error-by-hand = Passiert das wieder? Schreiben Sie an <a>{ $contact }</a>, dann erledigen wir es für Sie.

## Die Bestätigungsmail

mail-subject = Bitte bestätigen: die Briefe von { $society }
mail-heading = Möchten Sie diese Briefe erhalten?
mail-asked = Jemand hat darum gebeten, dass Briefe von { $society } an diese Adresse kommen:
mail-button = Auf unserer Seite bestätigen
mail-link = Waren Sie das? Dann bestätigen Sie es auf dieser Seite:
mail-or-reply = Oder antworten Sie auf diese Mail, mit oder ohne eigene Worte.
mail-hours = { $hours ->
    [one] Der Link gilt { $hours } Stunde.
   *[other] Der Link gilt { $hours } Stunden.
}
mail-not-you = Waren Sie das nicht? Dann brauchen Sie nichts zu tun: Ohne Ihre Zustimmung kommen keine Briefe.
mail-never = Auf derselben Seite können Sie uns auch sagen, dass wir nicht wieder fragen sollen.
mail-reply = Waren Sie das? Dann antworten Sie auf diese Mail, mit oder ohne eigene Worte.
mail-reply-hours = { $hours ->
    [one] Dafür haben Sie { $hours } Stunde Zeit.
   *[other] Dafür haben Sie { $hours } Stunden Zeit.
}

## Antworten auf einen Brief: die Knöpfe

answer-by = Bitte antworten Sie bis <strong>{ $deadline }</strong>:
answer-please = Bitte antworten Sie:
answer-places = Zahl der Plätze: { $places }
answer-yes = Ich komme
answer-no = Ich kann nicht kommen
answer-apologies = Ich entschuldige mich
answer-maybe = Ich komme vielleicht

## Antworten auf einen Brief: die Seite

answer-title = Ihre Antwort
answer-no-choice = Es wurde noch nichts gesendet. Bitte wählen Sie <a>eine der Antworten</a>.
answer-no-guests = Es wurde noch nichts gesendet. Bitte wählen Sie, <a>wie viele Gäste</a> Sie mitbringen.
answer-long-note = Es wurde noch nichts gesendet. Bitte kürzen Sie <a>Ihre Bemerkung</a>. Höchstzahl der Zeichen: { $limit }
answer-recorded = Vielen Dank. Wir haben notiert:
answer-unchanged = Das hatten wir schon notiert:
answer-guests = { $guests ->
    [one] mit einem Gast
   *[other] mit { $guests } Gästen
}
answer-until = Sie können Ihre Antwort ändern bis { $deadline }.
answer-any-time = Mit diesem Link können Sie Ihre Antwort ändern.
answer-full = Dafür reichen die Plätze nicht. Wir haben notiert, dass Sie gern kämen, haben aber noch keinen Platz für Sie.
answer-earlier = Ihre frühere Antwort gilt weiter:
answer-late = Diese Antwort kam zu spät und zählt nicht mehr, wir haben sie aber notiert:
answer-too-many = Sie haben Ihre Antwort sehr oft geändert, deshalb wurde diesmal nichts geändert.
answer-write = Möchten Sie uns etwas sagen? Schreiben Sie an <a>{ $contact }</a>.
answer-cancelled = Diese Veranstaltung ist abgesagt, es gibt nichts mehr zu beantworten.
answer-over = Antworten waren möglich bis { $deadline }.
answer-of = Dies ist die Antwort von <strong>{ $reader }</strong>.
answer-so-far = Bisher lautet sie:
answer-none = Es gibt noch keine Antwort.
answer-waiting = Sie wollten einen Platz, als es nicht genug gab. Wir haben das notiert.
answer-places-left = Freie Plätze: { $left } von { $places }.
answer-places-none = Alle Plätze sind vergeben. Wenn Sie trotzdem gern kämen, sagen Sie es uns hier: Wir notieren es.
answer-guests-label = Gäste, die Sie mitbringen, wenn Sie kommen
answer-note-label = Eine Bemerkung für uns, wenn Sie mögen
answer-send = Antwort senden
answer-change = Antwort ändern
answer-not-you = Sind Sie nicht { $reader }? Dann wurde Ihnen dieser Brief weitergeleitet. Bitte antworten Sie nicht für jemand anderen.
answer-nothing-title = Hier gibt es nichts zu beantworten
answer-nothing = Der Brief, in dem dieser Link stand, nimmt keine Antworten mehr an.
answer-test = Sie haben einen Knopf in der Probe eines Briefs geöffnet. Er gehört keinem Mitglied, deshalb wird hier nichts notiert. In den Briefen an die Mitglieder führt er zu der Seite, auf der sie antworten.

## Letters on the web
web-readers = Mitglieder
web-sent = Am { $date } an die Liste „{ $list }“ verschickt. Diese Fassung ist für alle gleich: ohne Namen und ohne persönliche Links.
web-letters = Briefe
web-all = Alle Briefe
web-lists = Listen
web-years = Jahre
web-none = Hier gibt es noch keine Briefe.
web-join = Die Briefe per E-Mail bekommen
web-feed = Feed der Briefe (Atom)
web-calendar = Kalender der Termine
web-files = Dateien zu diesem Brief
