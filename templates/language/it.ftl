# Le frasi delle lettere, delle pagine pubbliche e delle mail di conferma.

language-name = Italiano

## La lettera

contents-title = In questa circolare
footer-notice = Riceve questo avviso perché lo statuto di { $society } ci chiede di inviarlo a tutte le persone associate, anche a chi non riceve le circolari. { $email } è nella lista «{ $list }». Se annulla l’iscrizione, non riceverà più nulla da noi, nemmeno avvisi come questo.
footer-charity = Riceve questa lettera perché ha dato il Suo indirizzo a { $society } sostenendoci o interessandosi al nostro lavoro: { $email } è nella lista «{ $list }».
footer-customer = Riceve questa lettera perché ha dato il Suo indirizzo a { $society } acquistando qualcosa da noi o chiedendo informazioni: { $email } è nella lista «{ $list }».
footer-refuse = Può rifiutare queste lettere in qualsiasi momento, senza alcun costo.
footer-member = Riceve questa lettera perché fa parte di { $society }: { $email } è nella lista «{ $list }».
footer-refuse-member = Può rifiutare queste lettere in qualsiasi momento e continuare a far parte dell’associazione.
footer-consent = Riceve questa lettera perché { $email } è nella lista «{ $list }».
footer-unsubscribe = Annulla l’iscrizione
footer-preferences = Scegli che cosa ricevere
footer-web = Leggi nel browser
footer-charity-number = Ente benefico registrato con il numero { $number }
footer-replies = Le risposte a questa lettera arrivano a { $person }.
footer-privacy = Domande o reclami sull’uso dei Suoi dati personali:

## Nella parte di testo: un’immagine, e un link che comincia una mail

image-text = [Immagine: { $alt }]
write-to-subject = scriva a { $address }, oggetto «{ $subject }»
write-to-text = scriva a { $address }, testo «{ $text }»
write-to-both = scriva a { $address }, oggetto «{ $subject }», testo «{ $text }»

## L’evento di una lettera

event-calendar-removes = Il file di calendario allegato a questa lettera lo toglie dal Suo calendario.
event-calendar-adds = Il file di calendario allegato a questa lettera lo aggiunge al Suo calendario.
event-calendar-link = <a>Lo aggiunga al calendario</a>, oppure apra il file di calendario allegato a questa lettera.
event-calendar-add = Lo aggiunga al calendario
event-calendar-or = Oppure apra il file di calendario allegato a questa lettera.
event-at = { $day }, { $time }
event-times = { $from }–{ $to }
event-until = fino a { $end }
event-zone = ore { $time } ({ $zone })
event-cancelled = Annullato
event-again = Si terrà comunque
event-moved = Spostato: prima { $from }, ora { $to }
event-ends = Ora finisce: { $end }
event-place = Il luogo è { $place }
event-place-moved = Luogo cambiato: prima { $from }, ora { $to }

## Una lettera che chiede opinioni

views-title = La sua opinione
views-reply = Risponda a questa lettera con la sua opinione.
views-reply-until = Risponda a questa lettera con la sua opinione entro { $until }.

## I fusi orari, secondo la città che dà loro il nome

zone-other = ora locale: { $city }
zone-amsterdam = ora di Amsterdam
zone-berlin = ora di Berlino
zone-brussels = ora di Bruxelles
zone-cairo = ora del Cairo
zone-dublin = ora di Dublino
zone-kyiv = ora di Kiev
zone-lisbon = ora di Lisbona
zone-london = ora di Londra
zone-luxembourg = ora di Lussemburgo
zone-madrid = ora di Madrid
zone-new-york = ora di New York
zone-paris = ora di Parigi
zone-prague = ora di Praga
zone-rome = ora di Roma
zone-vienna = ora di Vienna
zone-warsaw = ora di Varsavia
zone-zurich = ora di Zurigo

## Ogni pagina

page-charity-number = Ente benefico registrato con il numero { $number }
page-privacy = Domande o reclami sull’uso dei Suoi dati personali: <a>{ $contact }</a>
page-languages = Lingue

## Annullare l’iscrizione

unsubscribe-title = Annullare l’iscrizione
unsubscribe-question = Annullare l’iscrizione a «{ $list }»?
unsubscribe-question-unnamed = Annullare l’iscrizione a questa lista?
unsubscribe-effect = Dopo aver premuto il pulsante non riceverà più lettere da questa lista.
unsubscribe-effect-notices = Dopo aver premuto il pulsante non riceverà più lettere da questa lista, nemmeno gli avvisi ufficiali.
unsubscribe-button = Annulla l’iscrizione
unsubscribe-mistake = È qui per errore? Chiuda semplicemente questa pagina: è ancora nella lista.
unsubscribe-fewer = Preferisce meno lettere o altre liste? <a>Scelga che cosa Le inviamo</a>.

unsubscribed-title = Iscrizione annullata
unsubscribed-heading = Non è più nella lista
unsubscribed-effect = Non riceverà più lettere da <strong>«{ $list }»</strong>.
unsubscribed-effect-unnamed = Non riceverà più lettere da questa lista.
unsubscribed-undo = Ripristina: resto nella lista
unsubscribed-undo-until = Può farlo fino al { $day }, con il link nella Sua lettera.
unsubscribed-others = È in altre nostre liste? <a>Veda che cos’altro Le inviamo</a>.
reason-question = Vuole dirci perché? Non è obbligatorio.
reason-often = Le lettere arrivano troppo spesso
reason-topic = Non trattano ciò che mi interessa
reason-never-asked = Non le ho mai chieste
reason-other = Altro
reason-words = Con parole Sue
reason-send = Invia
reason-received-title = Grazie
reason-received = Lo leggerà chi scrive le nostre lettere.
reason-received-next = Può chiudere questa pagina, oppure <a>vedere che cos’altro Le inviamo</a>.

resubscribed-title = È nella lista
resubscribed-heading = È di nuovo nella lista
resubscribed-letters = Riceverà le lettere di <strong>«{ $list }»</strong> come prima.
resubscribed-letters-unnamed = Riceverà le lettere come prima.
resubscribed-notices = Riceverà gli avvisi ufficiali di <strong>«{ $list }»</strong> come prima.
resubscribed-notices-unnamed = Riceverà gli avvisi ufficiali come prima.
resubscribed-next = Può chiudere questa pagina, oppure <a>scegliere che cosa Le inviamo</a>.

still-wanted-title = Vuole ricevere ancora le nostre lettere?
still-wanted-why = Le inviamo <strong>«{ $list }»</strong> e non abbiamo Sue notizie da molto tempo.
still-wanted-button = Sì, continuate a scrivermi
still-wanted-otherwise = Se non fa nulla, le lettere potrebbero non arrivare più. Se non le vuole più, usi il link per annullare l’iscrizione nella Sua lettera.
still-wanted-done = Grazie: continuiamo a scriverLe
still-wanted-letters = Continuerà a ricevere <strong>«{ $list }»</strong>.

not-subscribed-title = Non è in questa lista
not-subscribed-suppressed = Non riceve lettere
not-subscribed-list = Non riceve lettere da <strong>«{ $list }»</strong>. Non deve fare altro.
not-subscribed-unnamed = Non riceve lettere da questa lista. Non deve fare altro.
not-subscribed-undo = Rimettimi nella lista
not-subscribed-undo-until = Può farlo fino al { $day }.
not-subscribed-return = Vuole tornare? Scriva a <a>{ $contact }</a>.
not-subscribed-next = <a>Veda tutte le nostre liste</a> e scelga che cosa Le inviamo.

suppressed-bounced = <strong>Al momento non Le inviamo nulla.</strong> Le nostre lettere al Suo indirizzo sono tornate indietro, perciò abbiamo smesso di inviarle. L’indirizzo funziona di nuovo? Scriva a <a>{ $contact }</a>.
suppressed-complained = <strong>Al momento non Le inviamo nulla.</strong> Il Suo fornitore di posta ci ha comunicato che una nostra lettera è stata segnalata come spam, perciò abbiamo smesso di inviarle. È stato un errore? Scriva a <a>{ $contact }</a>.
suppressed-withheld = <strong>Al momento non Le inviamo nulla.</strong> Ci è stato chiesto di non scrivere al Suo indirizzo. È stato un errore? Scriva a <a>{ $contact }</a>.

test-letter-title = Questa è una lettera di prova
test-letter = Ha aperto il link nella prova di una lettera. Non appartiene a nessuno, quindi qui non c’è nessuna iscrizione da annullare. Nella lettera di ogni persona questo link porta alla pagina per annullare l’iscrizione.

## Che cosa Le inviamo

preferences-title = Le Sue lettere
preferences-heading = Che cosa Le inviamo
preferences-done-all = Fatto. Riceve tutte le lettere di <strong>«{ $list }»</strong>.
preferences-done-notices = Fatto. Riceve solo gli avvisi ufficiali di <strong>«{ $list }»</strong>.
preferences-done-nothing = Fatto. Non riceve più nulla da <strong>«{ $list }»</strong>.
preferences-done-everything = Fatto. Non è più in nessuna lista: non riceverà più nulla da noi.
preferences-refused = Non è cambiato nulla: questo link non può rimetterLa in <strong>«{ $list }»</strong>. Scriva a <a>{ $contact }</a> e lo faremo noi.
preferences-explanation = Ogni pulsante ha effetto subito. Gli <em>avvisi ufficiali</em> sono le poche lettere che lo statuto ci obbliga a inviare, come la convocazione dell’assemblea annuale.
preferences-state-all = Riceve tutte le lettere.
preferences-state-notices = Riceve solo gli avvisi ufficiali.
preferences-state-unsubscribed = Ha annullato l’iscrizione: non riceve nulla.
preferences-state-suppressed = È in questa lista, ma al momento non Le inviamo nulla.
preferences-state-never = Non è in questa lista.
preferences-all-again = Di nuovo tutte le lettere<span> di «{ $list }»</span>
preferences-notices-again = Di nuovo solo gli avvisi<span> di «{ $list }»</span>
preferences-notices-only = Solo gli avvisi ufficiali<span> di «{ $list }»</span>
preferences-unsubscribe = Annulla l’iscrizione<span> a «{ $list }»</span>
preferences-undo-until = Può tornare indietro fino al { $day }, con il link nella Sua lettera.
preferences-unsubscribe-all = Annulla l’iscrizione a tutte le liste
preferences-unsubscribe-all-effect = Allora non riceverà più nulla da noi, nemmeno gli avvisi ufficiali.
preferences-none = Non è in nessuna delle nostre liste. Non deve fare altro.

## Il modulo di iscrizione

subscribe-title = Iscriversi
subscribe-title-wrong = Errore: controlli il modulo
subscribe-heading = Le nostre lettere per e-mail
subscribe-heading-list = «{ $list }» per e-mail
subscribe-again = Ci siamo quasi: controlli il modulo e prema ancora una volta il pulsante.
subscribe-lists = Quali lettere desidera ricevere?
subscribe-lists-none = Ne selezioni almeno una.
subscribe-address = Il Suo indirizzo e-mail
subscribe-trap = Lasci vuoto questo campo
subscribe-refuse = No, non inviatemi queste lettere
subscribe-button = Iscriviti
subscribe-address-missing = Scriva qui il Suo indirizzo e-mail.
subscribe-address-at = «{ $address }» non ha la @. Lo scriva come nome@example.org.
subscribe-address-domain = «{ $address }» ha un dominio che non può esistere. Lo scriva come nome@example.org.
subscribe-address-dot = «{ $address }» ha un dominio senza punto. Lo scriva come nome@example.org.
subscribe-address-ending = «{ $address }» ha un dominio con una terminazione che non esiste. Lo scriva come nome@example.org.
subscribe-address-quoted = «{ $address }» ha virgolette prima della @. Lo scriva senza, come nome@example.org.
subscribe-address-long = «{ $address }» ha più di 254 caratteri. Lo scriva come nome@example.org.
subscribe-address-wrong = «{ $address }» non è un indirizzo e-mail. Lo scriva come nome@example.org.
subscribe-address-letter = «{ $address }» ha prima della @ una lettera che pochi server di posta accettano.
subscribe-refused-title = Rifiuto registrato
subscribe-refused = Non Le inviamo queste lettere, e non abbiamo conservato nulla di ciò che ha scritto.
subscribe-busy-title = Riprovi più tardi
subscribe-busy = Molte persone hanno appena usato questo modulo, perciò è chiuso per un po’. Riprovi più tardi.
subscribe-closed-title = Il modulo è chiuso per il momento
subscribe-closed = Al momento non possiamo inviare mail di conferma, perciò il modulo è chiuso.
subscribe-by-hand = Preferisce che La iscriviamo noi? Scriva a <a>{ $contact }</a>.

consent-charity = Dà il Suo indirizzo a { $society } perché ci sostiene o si interessa al nostro lavoro. Le invieremo «{ $list }» per e-mail, soltanto sulla nostra attività benefica, a meno che non rifiuti: per farlo selezioni la casella. Può rifiutare anche in seguito, in qualsiasi momento e senza costi, con il link in ogni lettera o scrivendo a { $contact }. Usiamo il Suo indirizzo solo per queste lettere.
consent-customer = Dà il Suo indirizzo a { $society } perché acquista qualcosa da noi o chiede informazioni. Le invieremo «{ $list }» per e-mail, soltanto su nostre offerte simili, a meno che non rifiuti: per farlo selezioni la casella. Può rifiutare anche in seguito, in qualsiasi momento e senza costi, con il link in ogni lettera o scrivendo a { $contact }. Usiamo il Suo indirizzo solo per queste lettere.
consent-member = Premendo il pulsante dichiara di far parte di { $society }. Le invieremo «{ $list }» per e-mail per questo motivo. Può rifiutare queste lettere in qualsiasi momento e continuare a far parte dell’associazione, con il link in ogni lettera o scrivendo a { $contact }. Usiamo il Suo indirizzo solo per queste lettere.
consent-list = Premendo il pulsante chiede a { $society } di inviarLe «{ $list }» per e-mail. Può annullare l’iscrizione in qualsiasi momento, con il link in ogni lettera o scrivendo a { $contact }. Usiamo il Suo indirizzo solo per queste lettere.
consent-lists = Premendo il pulsante chiede a { $society } di inviarLe per e-mail le lettere selezionate. Può annullare l’iscrizione in qualsiasi momento, con il link in ogni lettera o scrivendo a { $contact }. Usiamo il Suo indirizzo solo per queste lettere.

check-mail-thanks = Grazie
check-mail-now = Invieremo le lettere all’indirizzo che ha indicato.
check-mail-unsubscribed = { $hours ->
    [one] Questo indirizzo aveva già annullato l’iscrizione? Allora gli abbiamo appena inviato una mail: prema il pulsante che contiene entro { $hours } ora, così sapremo che è stata una Sua scelta.
   *[other] Questo indirizzo aveva già annullato l’iscrizione? Allora gli abbiamo appena inviato una mail: prema il pulsante che contiene entro { $hours } ore, così sapremo che è stata una Sua scelta.
}
check-mail-heading = Controlli la Sua posta
check-mail-sent = Abbiamo appena inviato una mail all’indirizzo che ha indicato, a meno che non sia già nella lista.
check-mail-press = { $hours ->
    [one] Apra il link in quella mail e prema lì il pulsante entro { $hours } ora. Fino ad allora non Le invieremo lettere.
   *[other] Apra il link in quella mail e prema lì il pulsante entro { $hours } ore. Fino ad allora non Le invieremo lettere.
}
check-mail-approval = Poi una persona esamina la Sua richiesta. Le lettere arrivano quando è accettata; può richiedere alcuni giorni.
check-mail-missing = Nessuna mail dopo qualche minuto? Guardi nella cartella della posta indesiderata. Scriviamo a un indirizzo solo una volta al giorno, quindi compilare di nuovo il modulo non servirà; scrivere a <a>{ $contact }</a>, sì.

## Il link nella mail di conferma

confirm-title = Conferma
confirm-question = Desidera ricevere queste lettere?
confirm-question-list = Desidera ricevere «{ $list }»?
confirm-asked-list = Qualcuno ha chiesto a { $society } di inviarlo al Suo indirizzo.
confirm-asked = Qualcuno ha chiesto a { $society } di inviare quanto segue al Suo indirizzo:
confirm-approval = Una persona esamina ogni richiesta per «{ $list }». Le lettere arrivano quando la Sua è accettata; può richiedere alcuni giorni.
confirm-button = Sì, inviatemele
confirm-button-list = Sì, inviatemi queste lettere
confirm-not-me = Non è stata una Sua richiesta? Chiuda semplicemente questa pagina: non invieremo lettere se non preme il pulsante qui sopra. Può anche dirci di non chiederlo più.
confirm-not-me-button = Non ho chiesto nulla: non chiedetelo più

subscribed-title = Grazie
subscribed-heading = Le diamo il benvenuto: è nella lista
subscribed-list = D’ora in poi Le invieremo <strong>«{ $list }»</strong>.
subscribed-lists = D’ora in poi Le invieremo:
subscribed-confirmed = Grazie: il Suo indirizzo è confermato
subscribed-waiting = Ora una persona esamina la Sua richiesta per <strong>«{ $list }»</strong>. Le lettere arrivano quando è accettata; può richiedere alcuni giorni. Non deve fare altro.
subscribed-end = Ogni lettera ha un link per annullare l’iscrizione. Può chiudere questa pagina.

declined-title = Non lo chiederemo più
declined-heading = Non lo chiederemo più
declined = Il Suo indirizzo non è stato aggiunto a nessuna lista. Per un anno il nostro modulo non scriverà più al Suo indirizzo, anche se qualcuno ve lo inserisce.
declined-after-all = In realtà la richiesta era Sua?
declined-button = Desidero ricevere le lettere
declined-button-list = Desidero ricevere «{ $list }»

expired-title = Questo link è scaduto
expired = { $hours ->
    [one] Un link di conferma funziona per { $hours } ora. Compili di nuovo il modulo e prema il pulsante nella nuova mail.
   *[other] Un link di conferma funziona per { $hours } ore. Compili di nuovo il modulo e prema il pulsante nella nuova mail.
}
expired-button = Torna al modulo
expired-by-hand = Oppure scriva a <a>{ $contact }</a> e La iscriveremo noi.

## Che cosa non ha funzionato

not-found-title = Pagina non trovata
not-found-heading = Non conosciamo questo link
not-found = Forse il Suo programma di posta lo ha accorciato. Prema di nuovo il link in fondo alla Sua lettera.
not-found-reply = Oppure risponda alla lettera scrivendo «annullare»: La toglieremo noi dalla lista.
error-title = Ci dispiace
error-heading = Ci dispiace, non ha funzionato
error-many = Sono arrivate troppe richieste dalla Sua rete. Attenda un minuto.
error-gone = Questa lettera non è più in rete.
error-server = Non è ancora cambiato nulla: se voleva annullare l’iscrizione, è ancora nella lista. Riprovi fra un minuto.
error-unreadable = Non siamo riusciti a leggere ciò che il Suo browser ha inviato. Apra di nuovo il link nella Sua lettera.
error-by-hand = Succede di nuovo? Scriva a <a>{ $contact }</a> e lo faremo noi per Lei.

## La mail di conferma

mail-subject = Conferma richiesta: le lettere di { $society }
mail-heading = Desidera ricevere queste lettere?
mail-asked = Qualcuno ha chiesto che le lettere di { $society } arrivino a questo indirizzo:
mail-button = Conferma sulla nostra pagina
mail-link = È stata una Sua richiesta? La confermi su questa pagina:
mail-or-reply = Oppure risponda a questa mail, con o senza parole Sue.
mail-hours = { $hours ->
    [one] Il link funziona per { $hours } ora.
   *[other] Il link funziona per { $hours } ore.
}
mail-not-you = Non è stata una Sua richiesta? Non faccia nulla: senza la Sua conferma non arriveranno lettere.
mail-never = Sulla stessa pagina può anche dirci di non chiederlo più.
mail-reply = È stata una Sua richiesta? Risponda a questa mail, con o senza parole Sue.
mail-reply-hours = { $hours ->
    [one] Può farlo per { $hours } ora.
   *[other] Può farlo per { $hours } ore.
}

## Risposte a una lettera: i pulsanti

answer-by = Risponda entro <strong>{ $deadline }</strong>:
answer-please = Risponda, per favore:
answer-places = Numero di posti: { $places }
answer-yes = Verrò
answer-no = Non posso venire
answer-apologies = Mi scuso per l’assenza
answer-maybe = Forse verrò

## Risposte a una lettera: la pagina

answer-title = La Sua risposta
answer-no-choice = Non è stato ancora inviato nulla. Scelga <a>una delle risposte</a>.
answer-no-guests = Non è stato ancora inviato nulla. Scelga <a>quanti ospiti</a> vengono con Lei.
answer-long-note = Non è stato ancora inviato nulla. Accorci <a>la nota</a>. Limite di caratteri: { $limit }
answer-recorded = Grazie. Abbiamo annotato:
answer-unchanged = Lo avevamo già annotato:
answer-guests = { $guests ->
    [one] con un ospite
   *[other] con { $guests } ospiti
}
answer-until = Può cambiare la risposta fino a { $deadline }.
answer-any-time = Può cambiare la risposta con questo link.
answer-full = Non ci sono posti sufficienti. Abbiamo annotato che vorrebbe venire, ma per ora non abbiamo un posto per Lei.
answer-earlier = La risposta precedente resta valida:
answer-late = Questa risposta è arrivata troppo tardi per contare, ma l’abbiamo annotata:
answer-too-many = Ha cambiato la risposta molte volte, perciò questa volta nulla è stato cambiato.
answer-write = Vuole dirci qualcosa? Scriva a <a>{ $contact }</a>.
answer-cancelled = Questo evento è annullato, non c’è più nulla a cui rispondere.
answer-over = Si poteva rispondere fino a { $deadline }.
answer-of = Questa è la risposta di <strong>{ $reader }</strong>.
answer-so-far = Finora è:
answer-none = Non c’è ancora una risposta.
answer-waiting = Ha chiesto un posto quando non ce n’erano abbastanza. Lo abbiamo annotato.
answer-places-left = Posti liberi: { $left } su { $places }.
answer-places-none = Tutti i posti sono occupati. Se vorrebbe venire lo stesso, ce lo dica qui: lo annotiamo.
answer-guests-label = Ospiti che vengono con Lei, se viene
answer-note-label = Una nota per noi, se vuole
answer-send = Invia la risposta
answer-change = Cambia la risposta
answer-not-you = Non è { $reader }? Allora questa lettera Le è stata inoltrata. Non risponda per qualcun altro.
answer-nothing-title = Qui non c’è nulla a cui rispondere
answer-nothing = La lettera che conteneva questo link non accetta più risposte.
answer-test = Ha aperto il pulsante nella prova di una lettera. Non appartiene a nessuno, quindi qui non si annota nulla. Nella lettera di ogni persona porta alla pagina per rispondere.

## Letters on the web
web-readers = soci
web-sent = Inviata il { $date } alla lista «{ $list }». Questa copia è uguale per tutti: senza nomi né link personali.
web-letters = Lettere
web-all = Tutte le lettere
web-lists = Liste
web-years = Anni
web-none = Qui non ci sono ancora lettere.
web-join = Ricevi le lettere per email
web-feed = Feed delle lettere (Atom)
web-calendar = Calendario degli eventi
web-files = File di questa lettera
