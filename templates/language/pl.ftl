# Zdania listów, stron publicznych i wiadomości z prośbą o potwierdzenie.

language-name = Polski

## List

contents-title = W tym liście
footer-notice = Otrzymują Państwo to zawiadomienie, ponieważ statut { $society } wymaga wysłania go do wszystkich członków, także tych, którzy nie otrzymują listów. Adres { $email } jest na liście „{ $list }”. Po wypisaniu się nie otrzymają Państwo od nas nic więcej, nawet takich zawiadomień.
footer-charity = Otrzymują Państwo ten list, ponieważ { $society } ma Państwa adres od czasu, gdy wsparli nas Państwo lub zainteresowali się naszą pracą: { $email } jest na liście „{ $list }”.
footer-customer = Otrzymują Państwo ten list, ponieważ { $society } ma Państwa adres od czasu zakupu u nas lub zapytania o niego: { $email } jest na liście „{ $list }”.
footer-refuse = Z takich listów można zrezygnować w każdej chwili i bez żadnych kosztów.
footer-member = Otrzymują Państwo ten list, ponieważ należą Państwo do { $society }: { $email } jest na liście „{ $list }”.
footer-refuse-member = Z takich listów można zrezygnować w każdej chwili, zachowując członkostwo.
footer-consent = Otrzymują Państwo ten list, ponieważ { $email } jest na liście „{ $list }”.
footer-unsubscribe = Wypisz się
footer-preferences = Wybierz, co otrzymujesz
footer-web = Czytaj w przeglądarce
footer-charity-number = Zarejestrowana organizacja pożytku publicznego, numer { $number }
footer-replies = Odpowiedzi na ten list otrzymuje: { $person }.
footer-privacy = Pytania lub skargi dotyczące wykorzystania danych osobowych:

## W części tekstowej: obraz i odnośnik, który zaczyna wiadomość

image-text = [Obraz: { $alt }]
write-to-subject = proszę napisać na { $address }, temat „{ $subject }”
write-to-text = proszę napisać na { $address }, treść „{ $text }”
write-to-both = proszę napisać na { $address }, temat „{ $subject }”, treść „{ $text }”

## Wydarzenie w liście

event-calendar-removes = Załączony plik kalendarza usuwa to wydarzenie z kalendarza.
event-calendar-adds = Załączony plik kalendarza dodaje to wydarzenie do kalendarza.
event-calendar-link = <a>Dodaj do kalendarza</a> albo otwórz załączony plik kalendarza.
event-calendar-add = Dodaj do kalendarza
event-calendar-or = Albo otwórz załączony plik kalendarza.
event-at = { $day }, { $time }
event-times = { $from }–{ $to }
event-until = – { $end }
event-zone = godz. { $time } ({ $zone })
event-cancelled = Odwołane
event-again = Jednak się odbędzie
event-moved = Zmiana terminu: było { $from }, jest { $to }
event-ends = Nowy koniec: { $end }
event-place = Miejsce: { $place }
event-place-moved = Zmiana miejsca: było { $from }, jest { $to }

## List z prośbą o opinię

views-title = Państwa opinia
views-reply = Prosimy odpowiedzieć na ten list i podać swoją opinię.
views-reply-until = Prosimy odpowiedzieć na ten list i podać swoją opinię. Termin: { $until }.

## Strefy czasowe według miasta, od którego mają nazwę

zone-other = czas lokalny: { $city }
zone-amsterdam = czas lokalny: Amsterdam
zone-berlin = czas lokalny: Berlin
zone-brussels = czas lokalny: Bruksela
zone-cairo = czas lokalny: Kair
zone-dublin = czas lokalny: Dublin
zone-kyiv = czas lokalny: Kijów
zone-lisbon = czas lokalny: Lizbona
zone-london = czas lokalny: Londyn
zone-luxembourg = czas lokalny: Luksemburg
zone-madrid = czas lokalny: Madryt
zone-new-york = czas lokalny: Nowy Jork
zone-paris = czas lokalny: Paryż
zone-prague = czas lokalny: Praga
zone-rome = czas lokalny: Rzym
zone-vienna = czas lokalny: Wiedeń
zone-warsaw = czas lokalny: Warszawa
zone-zurich = czas lokalny: Zurych

## Każda strona

page-charity-number = Zarejestrowana organizacja pożytku publicznego, numer { $number }
page-privacy = Pytania lub skargi dotyczące wykorzystania danych osobowych: <a>{ $contact }</a>
page-languages = Języki

## Wypisanie się

unsubscribe-title = Wypisanie się
unsubscribe-question = Czy wypisać Państwa z listy „{ $list }”?
unsubscribe-question-unnamed = Czy wypisać Państwa z tej listy?
unsubscribe-effect = Po naciśnięciu przycisku nie będą Państwo otrzymywać listów z tej listy.
unsubscribe-effect-notices = Po naciśnięciu przycisku nie będą Państwo otrzymywać listów z tej listy, nawet oficjalnych zawiadomień.
unsubscribe-button = Wypisz mnie
unsubscribe-mistake = Ta strona otworzyła się przez pomyłkę? Wystarczy ją zamknąć: nadal są Państwo na liście.
unsubscribe-fewer = Wolą Państwo mniej listów albo inne listy? <a>Proszę wybrać, co wysyłamy</a>.

unsubscribed-title = Wypisano z listy
unsubscribed-heading = Nie ma już Państwa na liście
unsubscribed-effect = Nie będą Państwo otrzymywać listów z <strong>„{ $list }”</strong>.
unsubscribed-effect-unnamed = Nie będą Państwo otrzymywać listów z tej listy.
unsubscribed-undo = Cofnij: chcę zostać na liście
unsubscribed-undo-until = Można to zrobić do { $day }, odnośnikiem w liście.
unsubscribed-others = Są Państwo na innych naszych listach? <a>Proszę zobaczyć, co jeszcze wysyłamy</a>.
reason-question = Czy chcą Państwo powiedzieć nam dlaczego? Nie jest to konieczne.
reason-often = Listy przychodzą zbyt często
reason-topic = Nie dotyczą tego, co mnie interesuje
reason-never-asked = Nie było mojej prośby o te listy
reason-other = Coś innego
reason-words = Własnymi słowami
reason-send = Wyślij
reason-received-title = Dziękujemy
reason-received = Przeczytają to osoby, które piszą nasze listy.
reason-received-next = Mogą Państwo zamknąć tę stronę albo <a>zobaczyć, co jeszcze wysyłamy</a>.

resubscribed-title = Są Państwo na liście
resubscribed-heading = Znów są Państwo na liście
resubscribed-letters = Będą Państwo otrzymywać listy z <strong>„{ $list }”</strong> jak dotąd.
resubscribed-letters-unnamed = Będą Państwo otrzymywać listy jak dotąd.
resubscribed-notices = Będą Państwo otrzymywać oficjalne zawiadomienia z <strong>„{ $list }”</strong> jak dotąd.
resubscribed-notices-unnamed = Będą Państwo otrzymywać oficjalne zawiadomienia jak dotąd.
resubscribed-next = Mogą Państwo zamknąć tę stronę albo <a>wybrać, co wysyłamy</a>.

still-wanted-title = Czy mamy nadal do Państwa pisać?
still-wanted-why = Wysyłamy Państwu <strong>„{ $list }”</strong>, a od dawna nie mieliśmy od Państwa wiadomości.
still-wanted-button = Tak, proszę nadal do mnie pisać
still-wanted-otherwise = Jeśli nic Państwo nie zrobią, listy mogą przestać przychodzić. Jeśli nie chcą ich Państwo, proszę użyć linku do wypisania się w liście.
still-wanted-done = Dziękujemy: nadal będziemy do Państwa pisać
still-wanted-letters = Nadal będą Państwo otrzymywać <strong>„{ $list }”</strong>.

not-subscribed-title = Nie ma Państwa na tej liście
not-subscribed-suppressed = Nie otrzymują Państwo listów
not-subscribed-list = Nie otrzymują Państwo listów z <strong>„{ $list }”</strong>. Nic więcej nie trzeba robić.
not-subscribed-unnamed = Nie otrzymują Państwo listów z tej listy. Nic więcej nie trzeba robić.
not-subscribed-undo = Chcę wrócić na listę
not-subscribed-undo-until = Można to zrobić do { $day }.
not-subscribed-return = Chcą Państwo wrócić? Proszę napisać na <a>{ $contact }</a>.
not-subscribed-next = <a>Proszę zobaczyć wszystkie nasze listy</a> i wybrać, co wysyłamy.

suppressed-bounced = <strong>Obecnie niczego do Państwa nie wysyłamy.</strong> Nasze listy na Państwa adres wróciły, więc przestaliśmy je wysyłać. Adres znów działa? Proszę napisać na <a>{ $contact }</a>.
suppressed-complained = <strong>Obecnie niczego do Państwa nie wysyłamy.</strong> Państwa dostawca poczty zgłosił nam, że jeden z naszych listów oznaczono jako spam, więc przestaliśmy je wysyłać. To pomyłka? Proszę napisać na <a>{ $contact }</a>.
suppressed-withheld = <strong>Obecnie niczego do Państwa nie wysyłamy.</strong> Poproszono nas, żeby nie pisać na Państwa adres. To pomyłka? Proszę napisać na <a>{ $contact }</a>.

test-letter-title = To jest list próbny
test-letter = Otwarto odnośnik z próby listu. Nie należy on do nikogo, więc nie ma tu kogo wypisać. W liście do każdej osoby ten odnośnik prowadzi do strony, na której można się wypisać.

## Co wysyłamy

preferences-title = Państwa listy
preferences-heading = Co wysyłamy do Państwa
preferences-done-all = Gotowe. Otrzymują Państwo wszystkie listy z <strong>„{ $list }”</strong>.
preferences-done-notices = Gotowe. Otrzymują Państwo tylko oficjalne zawiadomienia z <strong>„{ $list }”</strong>.
preferences-done-nothing = Gotowe. Nie otrzymują Państwo nic więcej z <strong>„{ $list }”</strong>.
preferences-done-everything = Gotowe. Nie ma Państwa na żadnej liście: nie otrzymają Państwo od nas nic więcej.
preferences-refused = Nic się nie zmieniło: ten odnośnik nie może przywrócić Państwa na <strong>„{ $list }”</strong>. Proszę napisać na <a>{ $contact }</a>, a my to zrobimy.
preferences-explanation = Każdy przycisk działa od razu. <em>Oficjalne zawiadomienia</em> to te nieliczne listy, które musimy wysyłać zgodnie ze statutem, na przykład zawiadomienie o walnym zebraniu.
preferences-state-all = Otrzymują Państwo wszystkie listy.
preferences-state-notices = Otrzymują Państwo tylko oficjalne zawiadomienia.
preferences-state-unsubscribed = Wypisano Państwa: nie otrzymują Państwo niczego.
preferences-state-suppressed = Są Państwo na tej liście, ale obecnie niczego nie wysyłamy.
preferences-state-never = Nie ma Państwa na tej liście.
preferences-all-again = Znów wszystkie listy<span> z „{ $list }”</span>
preferences-notices-again = Znów tylko zawiadomienia<span> z „{ $list }”</span>
preferences-notices-only = Tylko oficjalne zawiadomienia<span> z „{ $list }”</span>
preferences-unsubscribe = Wypisz mnie<span> z „{ $list }”</span>
preferences-undo-until = Można wrócić do { $day }, odnośnikiem w liście.
preferences-unsubscribe-all = Wypisz mnie ze wszystkich list
preferences-unsubscribe-all-effect = Wtedy nie otrzymają Państwo od nas nic więcej, nawet oficjalnych zawiadomień.
preferences-none = Nie ma Państwa na żadnej z naszych list. Nic więcej nie trzeba robić.

## Formularz zapisu

subscribe-title = Zapis
subscribe-title-wrong = Błąd: proszę sprawdzić formularz
subscribe-heading = Nasze listy pocztą elektroniczną
subscribe-heading-list = „{ $list }” pocztą elektroniczną
subscribe-again = Już prawie: proszę sprawdzić formularz i nacisnąć przycisk jeszcze raz.
subscribe-lists = Jakie listy chcą Państwo otrzymywać?
subscribe-lists-none = Proszę zaznaczyć przynajmniej jedną.
subscribe-address = Adres e-mail
subscribe-trap = To pole proszę zostawić puste
subscribe-refuse = Nie, proszę nie wysyłać mi tych listów
subscribe-button = Zapisz mnie
subscribe-address-missing = Proszę wpisać tutaj adres e-mail.
subscribe-address-at = „{ $address }” nie ma znaku @. Proszę wpisać adres tak jak nazwa@example.org.
subscribe-address-domain = „{ $address }” ma domenę, która nie może istnieć. Proszę wpisać adres tak jak nazwa@example.org.
subscribe-address-dot = „{ $address }” ma domenę bez kropki. Proszę wpisać adres tak jak nazwa@example.org.
subscribe-address-ending = „{ $address }” ma domenę z końcówką, która nie istnieje. Proszę wpisać adres tak jak nazwa@example.org.
subscribe-address-quoted = „{ $address }” ma cudzysłów przed @. Proszę wpisać adres bez niego, tak jak nazwa@example.org.
subscribe-address-long = „{ $address }” ma ponad 254 znaki. Proszę wpisać adres tak jak nazwa@example.org.
subscribe-address-wrong = „{ $address }” nie jest adresem e-mail. Proszę wpisać adres tak jak nazwa@example.org.
subscribe-address-letter = „{ $address }” ma przed @ literę, którą przyjmuje niewiele serwerów poczty.
subscribe-refused-title = Odmowa przyjęta
subscribe-refused = Nie wysyłamy Państwu tych listów i nie zachowaliśmy niczego z tego, co wpisano.
subscribe-busy-title = Proszę spróbować później
subscribe-busy = Wiele osób użyło przed chwilą tego formularza, dlatego jest on na jakiś czas zamknięty. Proszę spróbować później.
subscribe-closed-title = Formularz jest na razie zamknięty
subscribe-closed = Obecnie nie możemy wysyłać wiadomości z prośbą o potwierdzenie, dlatego formularz jest zamknięty.
subscribe-by-hand = Wolą Państwo, żebyśmy sami Państwa zapisali? Proszę napisać na <a>{ $contact }</a>.

consent-charity = Podają Państwo swój adres ({ $society }), ponieważ wspierają nas Państwo lub interesują się naszą pracą. Będziemy wysyłać Państwu „{ $list }” pocztą elektroniczną, wyłącznie o naszej działalności pożytku publicznego, chyba że Państwo odmówią: w tym celu proszę zaznaczyć pole. Można też odmówić później, w każdej chwili i bez kosztów, odnośnikiem w każdym liście lub pisząc na { $contact }. Państwa adresu używamy tylko do tych listów.
consent-customer = Podają Państwo swój adres ({ $society }), ponieważ kupują Państwo coś u nas lub o to pytają. Będziemy wysyłać Państwu „{ $list }” pocztą elektroniczną, wyłącznie o naszych podobnych ofertach, chyba że Państwo odmówią: w tym celu proszę zaznaczyć pole. Można też odmówić później, w każdej chwili i bez kosztów, odnośnikiem w każdym liście lub pisząc na { $contact }. Państwa adresu używamy tylko do tych listów.
consent-member = Naciskając przycisk, oświadczają Państwo, że należą Państwo do { $society }. Będziemy wysyłać Państwu „{ $list }” pocztą elektroniczną z powodu Państwa członkostwa. Z tych listów można zrezygnować w każdej chwili, zachowując członkostwo, odnośnikiem w każdym liście lub pisząc na { $contact }. Państwa adresu używamy tylko do tych listów.
consent-list = Naciskając przycisk, proszą Państwo o wysyłanie „{ $list }” pocztą elektroniczną (nadawca: { $society }). Można wypisać się w każdej chwili, odnośnikiem w każdym liście lub pisząc na { $contact }. Państwa adresu używamy tylko do tych listów.
consent-lists = Naciskając przycisk, proszą Państwo o wysyłanie zaznaczonych listów pocztą elektroniczną (nadawca: { $society }). Można wypisać się w każdej chwili, odnośnikiem w każdym liście lub pisząc na { $contact }. Państwa adresu używamy tylko do tych listów.

check-mail-thanks = Dziękujemy
check-mail-now = Będziemy wysyłać listy na podany adres.
check-mail-unsubscribed = { $hours ->
    [one] Czy ten adres był już kiedyś wypisany? Wtedy właśnie wysłaliśmy na niego wiadomość: proszę nacisnąć w niej przycisk w ciągu { $hours } godziny, żebyśmy wiedzieli, że to Państwo.
    [few] Czy ten adres był już kiedyś wypisany? Wtedy właśnie wysłaliśmy na niego wiadomość: proszę nacisnąć w niej przycisk w ciągu { $hours } godzin, żebyśmy wiedzieli, że to Państwo.
    [many] Czy ten adres był już kiedyś wypisany? Wtedy właśnie wysłaliśmy na niego wiadomość: proszę nacisnąć w niej przycisk w ciągu { $hours } godzin, żebyśmy wiedzieli, że to Państwo.
   *[other] Czy ten adres był już kiedyś wypisany? Wtedy właśnie wysłaliśmy na niego wiadomość: proszę nacisnąć w niej przycisk w ciągu { $hours } godziny, żebyśmy wiedzieli, że to Państwo.
}
check-mail-heading = Proszę sprawdzić pocztę
check-mail-sent = Właśnie wysłaliśmy wiadomość na podany adres, chyba że jest on już na liście.
check-mail-press = { $hours ->
    [one] Proszę otworzyć odnośnik w tej wiadomości i nacisnąć tam przycisk w ciągu { $hours } godziny. Do tego czasu nie będziemy wysyłać listów.
    [few] Proszę otworzyć odnośnik w tej wiadomości i nacisnąć tam przycisk w ciągu { $hours } godzin. Do tego czasu nie będziemy wysyłać listów.
    [many] Proszę otworzyć odnośnik w tej wiadomości i nacisnąć tam przycisk w ciągu { $hours } godzin. Do tego czasu nie będziemy wysyłać listów.
   *[other] Proszę otworzyć odnośnik w tej wiadomości i nacisnąć tam przycisk w ciągu { $hours } godziny. Do tego czasu nie będziemy wysyłać listów.
}
check-mail-approval = Potem ktoś rozpatrzy Państwa prośbę. Listy zaczną przychodzić po jej przyjęciu, co może potrwać kilka dni.
check-mail-missing = Po kilku minutach nie ma wiadomości? Proszę zajrzeć do folderu ze spamem. Na jeden adres piszemy tylko raz dziennie, więc ponowne wypełnienie formularza nie pomoże; pomoże wiadomość na <a>{ $contact }</a>.

## Odnośnik z wiadomości z prośbą o potwierdzenie

confirm-title = Proszę potwierdzić
confirm-question = Czy chcą Państwo otrzymywać te listy?
confirm-question-list = Czy chcą Państwo otrzymywać „{ $list }”?
confirm-asked-list = Ktoś poprosił o wysyłanie tego na Państwa adres (nadawca: { $society }).
confirm-asked = Ktoś poprosił o wysyłanie na Państwa adres (nadawca: { $society }):
confirm-approval = Każdą prośbę o „{ $list }” ktoś rozpatruje. Listy zaczną przychodzić po przyjęciu Państwa prośby, co może potrwać kilka dni.
confirm-button = Tak, proszę o te listy
confirm-button-list = Tak, proszę o te listy
confirm-not-me = To nie Państwo? Wystarczy zamknąć tę stronę: nie będziemy wysyłać listów bez naciśnięcia przycisku powyżej. Można nam też powiedzieć, żebyśmy więcej nie pytali.
confirm-not-me-button = To nie ja: proszę więcej nie pytać

subscribed-title = Dziękujemy
subscribed-heading = Witamy: są Państwo na liście
subscribed-list = Od teraz będziemy wysyłać Państwu <strong>„{ $list }”</strong>.
subscribed-lists = Od teraz będziemy wysyłać Państwu:
subscribed-confirmed = Dziękujemy: adres został potwierdzony
subscribed-waiting = Ktoś rozpatrzy teraz Państwa prośbę o <strong>„{ $list }”</strong>. Listy zaczną przychodzić po jej przyjęciu, co może potrwać kilka dni. Nic więcej nie trzeba robić.
subscribed-end = W każdym liście jest odnośnik do wypisania się. Mogą Państwo zamknąć tę stronę.

declined-title = Nie będziemy więcej pytać
declined-heading = Nie będziemy więcej Państwa pytać
declined = Nie dodano Państwa do żadnej listy. Przez rok nasz formularz nie napisze na Państwa adres, nawet jeśli ktoś go tam wpisze.
declined-after-all = A jednak to Państwo?
declined-button = Jednak chcę te listy
declined-button-list = Jednak chcę „{ $list }”

expired-title = Ten odnośnik wygasł
expired = { $hours ->
    [one] Odnośnik do potwierdzenia działa { $hours } godzinę. Proszę wypełnić formularz ponownie i nacisnąć przycisk w nowej wiadomości.
    [few] Odnośnik do potwierdzenia działa { $hours } godziny. Proszę wypełnić formularz ponownie i nacisnąć przycisk w nowej wiadomości.
    [many] Odnośnik do potwierdzenia działa { $hours } godzin. Proszę wypełnić formularz ponownie i nacisnąć przycisk w nowej wiadomości.
   *[other] Odnośnik do potwierdzenia działa { $hours } godziny. Proszę wypełnić formularz ponownie i nacisnąć przycisk w nowej wiadomości.
}
expired-button = Powrót do formularza
expired-by-hand = Albo proszę napisać na <a>{ $contact }</a>, a sami Państwa zapiszemy.

## Co się nie udało

not-found-title = Nie znaleziono strony
not-found-heading = Nie znamy tego odnośnika
not-found = Być może program pocztowy go skrócił. Proszę jeszcze raz nacisnąć odnośnik na dole listu.
not-found-reply = Albo proszę odpowiedzieć na list słowem „wypisz”: sami usuniemy Państwa z listy.
error-title = Przepraszamy
error-heading = Przepraszamy, nie udało się
error-many = Z Państwa sieci przyszło zbyt wiele zapytań. Proszę odczekać minutę.
error-gone = Tego listu nie ma już w sieci.
error-server = Nic się jeszcze nie zmieniło: jeśli chcieli się Państwo wypisać, nadal są Państwo na liście. Proszę spróbować ponownie za minutę.
error-unreadable = Nie udało się odczytać tego, co wysłała przeglądarka. Proszę ponownie otworzyć odnośnik w liście.
error-by-hand = To się powtarza? Proszę napisać na <a>{ $contact }</a>, a zrobimy to za Państwa.

## Wiadomość z prośbą o potwierdzenie

mail-subject = Proszę potwierdzić: listy od { $society }
mail-heading = Czy chcą Państwo otrzymywać te listy?
mail-asked = Ktoś poprosił o wysyłanie na ten adres listów od { $society }:
mail-button = Potwierdź na naszej stronie
mail-link = To Państwo? Proszę potwierdzić na tej stronie:
mail-or-reply = Albo proszę odpowiedzieć na tę wiadomość, z własnymi słowami lub bez nich.
mail-hours = { $hours ->
    [one] Odnośnik działa { $hours } godzinę.
    [few] Odnośnik działa { $hours } godziny.
    [many] Odnośnik działa { $hours } godzin.
   *[other] Odnośnik działa { $hours } godziny.
}
mail-not-you = To nie Państwo? Nic nie trzeba robić: bez Państwa zgody listy nie przyjdą.
mail-never = Na tej samej stronie można też powiedzieć nam, żebyśmy więcej nie pytali.
mail-reply = To Państwo? Proszę odpowiedzieć na tę wiadomość, z własnymi słowami lub bez nich.
mail-reply-hours = { $hours ->
    [one] Można to zrobić przez { $hours } godzinę.
    [few] Można to zrobić przez { $hours } godziny.
    [many] Można to zrobić przez { $hours } godzin.
   *[other] Można to zrobić przez { $hours } godziny.
}

## Odpowiedzi na list: przyciski

answer-by = Prosimy o odpowiedź do: <strong>{ $deadline }</strong>
answer-please = Prosimy o odpowiedź:
answer-places = Liczba miejsc: { $places }
answer-yes = Przyjdę
answer-no = Nie mogę przyjść
answer-apologies = Proszę o usprawiedliwienie
answer-maybe = Może przyjdę

## Odpowiedzi na list: strona

answer-title = Odpowiedź
answer-no-choice = Nic jeszcze nie wysłano. Prosimy wybrać <a>jedną z odpowiedzi</a>.
answer-no-guests = Nic jeszcze nie wysłano. Prosimy wybrać <a>liczbę gości</a>.
answer-long-note = Nic jeszcze nie wysłano. Prosimy skrócić <a>uwagę</a>. Limit znaków: { $limit }
answer-recorded = Dziękujemy. Zapisaliśmy:
answer-unchanged = To już było zapisane:
answer-guests = { $guests ->
    [one] z jednym gościem
    [few] z { $guests } gośćmi
    [many] z { $guests } gośćmi
   *[other] z { $guests } gośćmi
}
answer-until = Odpowiedź można zmienić do: { $deadline }.
answer-any-time = Odpowiedź można zmienić tym odnośnikiem.
answer-full = Nie ma tylu wolnych miejsc. Zapisaliśmy, że chcą Państwo przyjść, ale na razie nie mamy dla Państwa miejsca.
answer-earlier = Wcześniejsza odpowiedź pozostaje ważna:
answer-late = Ta odpowiedź przyszła za późno i się nie liczy, ale ją zapisaliśmy:
answer-too-many = Odpowiedź zmieniano bardzo często, dlatego tym razem nic nie zmieniono.
answer-write = Chcą nam Państwo coś powiedzieć? Prosimy pisać na adres <a>{ $contact }</a>.
answer-cancelled = To spotkanie odwołano, nie trzeba już odpowiadać.
answer-over = Odpowiedzi przyjmowano do: { $deadline }.
answer-of = Odpowiada: <strong>{ $reader }</strong>.
answer-so-far = Dotychczasowa odpowiedź:
answer-none = Nie ma jeszcze odpowiedzi.
answer-waiting = Poproszono o miejsce, gdy było ich za mało. Zapisaliśmy to.
answer-places-left = Wolne miejsca: { $left } z { $places }.
answer-places-none = Wszystkie miejsca są zajęte. Jeśli mimo to chcą Państwo przyjść, prosimy odpowiedzieć: zapiszemy to.
answer-guests-label = Goście, którzy przyjdą z Państwem
answer-note-label = Uwaga dla nas, jeśli jest potrzebna
answer-send = Wyślij odpowiedź
answer-change = Zmień odpowiedź
answer-not-you = To nie { $reader }? W takim razie ten list został przekazany dalej. Prosimy nie odpowiadać za kogoś innego.
answer-nothing-title = Nie ma tu na co odpowiadać
answer-nothing = List, w którym był ten odnośnik, nie przyjmuje już odpowiedzi.
answer-test = Otwarto przycisk z próby listu. Nie należy on do nikogo, więc nic tu nie zapisujemy. W liście do każdej osoby prowadzi on do strony, na której można odpowiedzieć.

## Letters on the web
web-readers = członkowie
web-sent = Wysłano { $date } do listy „{ $list }”. Ta kopia jest taka sama dla wszystkich: bez nazwisk i osobistych odnośników.
web-letters = Listy
web-all = Wszystkie listy
web-lists = Listy wysyłkowe
web-years = Lata
web-none = Nie ma tu jeszcze listów.
web-join = Otrzymuj listy pocztą elektroniczną
web-feed = Kanał listów (Atom)
web-calendar = Kalendarz wydarzeń
web-files = Pliki do tego listu
