# The sentences of letters, public pages and confirmation mails.
# How to change one, or add a language: docs/languages.md

language-name = English

## The letter

contents-title = In this circular
footer-notice = You receive this notice because the rules of { $society } ask us to send it to every member; it also goes to those who get no newsletters. { $email } is on the list “{ $list }”. Unsubscribe to get nothing more from us, not even notices like this one.
footer-charity = You get this letter because you gave { $society } your address when you supported us or showed interest in our work: { $email } is on the list “{ $list }”.
footer-customer = You get this letter because you gave { $society } your address when you bought something from us or asked about it: { $email } is on the list “{ $list }”.
footer-refuse = You can refuse such letters at any time, and it costs nothing.
footer-member = You get this letter because you are a member of { $society }: { $email } is on the list “{ $list }”.
footer-refuse-member = You can refuse such letters at any time, and stay a member.
footer-consent = You get this letter because { $email } is on the list “{ $list }”.
footer-unsubscribe = Unsubscribe
footer-preferences = Choose what you get
footer-web = Read in the browser
footer-charity-number = Registered charity number { $number }
footer-replies = Answers to this letter reach { $person }.
footer-privacy = Questions or complaints about how we use your personal data:

## In the text part: an image, and a link that writes a mail

image-text = [Image: { $alt }]
write-to-subject = write to { $address }, subject "{ $subject }"
write-to-text = write to { $address }, text "{ $text }"
write-to-both = write to { $address }, subject "{ $subject }", text "{ $text }"

## The event of a letter

event-calendar-removes = The calendar file attached to this letter takes it out of your calendar.
event-calendar-adds = The calendar file attached to this letter puts it into your calendar.
event-calendar-link = <a>Add it to your calendar</a>, or open the calendar file attached to this letter.
event-calendar-add = Add it to your calendar
event-calendar-or = Or open the calendar file attached to this letter.
# When it is: a time, a time with its end on the same day, and ends on another day.
event-at = { $day }, { $time }
event-times = { $from } to { $to }
event-until = to { $end }
event-zone = { $time } ({ $zone })
event-cancelled = Cancelled
event-again = It takes place after all
event-moved = Moved from { $from } to { $to }
event-ends = It now ends on { $end }
event-place = The place is { $place }
event-place-moved = Moved from { $from } to { $to }

## A letter that asks for views

views-title = Your view
views-reply = Reply to this letter with your view.
views-reply-until = Reply to this letter with your view by { $until }.

## Time zones, by the city that names them

zone-other = { $city } time
zone-amsterdam = Amsterdam time
zone-berlin = Berlin time
zone-brussels = Brussels time
zone-cairo = Cairo time
zone-dublin = Dublin time
zone-kyiv = Kyiv time
zone-lisbon = Lisbon time
zone-london = London time
zone-luxembourg = Luxembourg time
zone-madrid = Madrid time
zone-new-york = New York time
zone-paris = Paris time
zone-prague = Prague time
zone-rome = Rome time
zone-vienna = Vienna time
zone-warsaw = Warsaw time
zone-zurich = Zurich time

## Every page

page-charity-number = Registered charity number { $number }
page-privacy = Questions or complaints about how we use your personal data: <a>{ $contact }</a>
page-languages = Languages

## Unsubscribe

unsubscribe-title = Unsubscribe
unsubscribe-question = Unsubscribe from “{ $list }”?
unsubscribe-question-unnamed = Unsubscribe from this list?
unsubscribe-effect = After you press the button, you will get no more letters from this list.
unsubscribe-effect-notices = After you press the button, you will get no more letters from this list, not even the official notices.
unsubscribe-button = Unsubscribe
unsubscribe-mistake = Did you come here by mistake? Just close this page: you are still on the list.
unsubscribe-fewer = Would you like fewer letters, or other lists? <a>Choose what we send you</a>.

unsubscribed-title = You have unsubscribed
unsubscribed-heading = You are off the list
unsubscribed-effect = You will get no more letters from <strong>“{ $list }”</strong>.
unsubscribed-effect-unnamed = You will get no more letters from it.
unsubscribed-undo = Undo: keep me on the list
unsubscribed-undo-until = You can do this until { $day }, with the link in your letter.
unsubscribed-others = Are you on other lists of ours? <a>See what else we send you</a>.
reason-question = Would you like to tell us why? You do not have to.
reason-often = The letters come too often
reason-topic = They are not about what I care for
reason-never-asked = I never asked for them
reason-other = Something else
reason-words = In your own words
reason-send = Send
reason-received-title = Thank you
reason-received = The people who write our letters will read this.
reason-received-next = You may close this page, or <a>see what else we send you</a>.

resubscribed-title = You are on the list
resubscribed-heading = You are on the list again
resubscribed-letters = You will get the letters of <strong>“{ $list }”</strong> as before.
resubscribed-letters-unnamed = You will get the letters as before.
resubscribed-notices = You will get the official notices of <strong>“{ $list }”</strong> as before.
resubscribed-notices-unnamed = You will get the official notices as before.
resubscribed-next = You may close this page, or <a>choose what we send you</a>.

still-wanted-title = Shall we keep writing to you?
still-wanted-why = We send you <strong>“{ $list }”</strong>, and have not heard from you for a long time.
still-wanted-button = Yes, keep writing to me
still-wanted-otherwise = If you do nothing, the letters may stop. If you do not want them any more, use the link to unsubscribe in your letter.
still-wanted-done = Thank you: we keep writing to you
still-wanted-letters = You will go on getting <strong>“{ $list }”</strong>.

not-subscribed-title = You are not on this list
not-subscribed-suppressed = You get no letters
not-subscribed-list = You do not get letters from <strong>“{ $list }”</strong>. There is nothing more to do.
not-subscribed-unnamed = You do not get letters from it. There is nothing more to do.
not-subscribed-undo = Put me back on the list
not-subscribed-undo-until = You can do this until { $day }.
not-subscribed-return = Would you like to come back? Write to <a>{ $contact }</a>.
not-subscribed-next = <a>See all our lists</a> and choose what we send you.

suppressed-bounced = <strong>We are not sending you anything at present.</strong> Our letters to your address were returned, so we stopped sending them. Does the address work again? Write to <a>{ $contact }</a>.
suppressed-complained = <strong>We are not sending you anything at present.</strong> Your mail provider told us that one of our letters was marked as spam, so we stopped sending them. Was that a mistake? Write to <a>{ $contact }</a>.
suppressed-withheld = <strong>We are not sending you anything at present.</strong> We were asked not to write to your address. Was that a mistake? Write to <a>{ $contact }</a>.

test-letter-title = This is a test letter
test-letter = You opened the link in a test of a letter. It belongs to no member, so there is nobody to unsubscribe here. In each member’s own letter this link shows the page on which they unsubscribe.

## What we send you

preferences-title = Your letters
preferences-heading = What we send you
preferences-done-all = Done. You get all letters of <strong>“{ $list }”</strong>.
preferences-done-notices = Done. You get only the official notices of <strong>“{ $list }”</strong>.
preferences-done-nothing = Done. You get nothing more from <strong>“{ $list }”</strong>.
preferences-done-everything = Done. You are off every list: you get nothing more from us.
preferences-refused = Nothing has changed: this link cannot put you back on <strong>“{ $list }”</strong>. Write to <a>{ $contact }</a> and we will do it.
preferences-explanation = Each button takes effect at once. <em>Official notices</em> are the few letters that our rules require us to send, such as the notice of the annual meeting.
preferences-state-all = You get all letters.
preferences-state-notices = You get only the official notices.
preferences-state-unsubscribed = You have unsubscribed: you get nothing.
preferences-state-suppressed = You are on this list, but we are not sending you anything at present.
preferences-state-never = You are not on this list.
# What stands in <span> is for people who cannot see which list a button belongs to.
preferences-all-again = All letters again<span> from “{ $list }”</span>
preferences-notices-again = Only notices again<span> from “{ $list }”</span>
preferences-notices-only = Only official notices<span> from “{ $list }”</span>
preferences-unsubscribe = Unsubscribe<span> from “{ $list }”</span>
preferences-undo-until = You can go back until { $day }, with the link in your letter.
preferences-unsubscribe-all = Unsubscribe from all lists
preferences-unsubscribe-all-effect = Then you will get nothing more from us, not even official notices.
preferences-none = You are not on any of our lists. There is nothing more to do.

## The form to subscribe

subscribe-title = Subscribe
subscribe-title-wrong = Error: please check the form
subscribe-heading = Our letters by email
subscribe-heading-list = “{ $list }” by email
subscribe-again = Almost there: please check the form and press the button once more.
subscribe-lists = Which letters would you like?
subscribe-lists-none = Please tick at least one.
subscribe-address = Your email address
subscribe-trap = Leave this field empty
subscribe-refuse = No, do not send me these letters
subscribe-button = Subscribe
subscribe-address-missing = Please write your email address here.
subscribe-address-at = “{ $address }” has no @. Please write it as in name@example.org.
subscribe-address-domain = “{ $address }” has a domain that cannot exist. Please write it as in name@example.org.
subscribe-address-dot = “{ $address }” has a domain without a dot. Please write it as in name@example.org.
subscribe-address-ending = “{ $address }” has a domain that ends in something other than a top-level domain. Please write it as in name@example.org.
subscribe-address-quoted = “{ $address }” has quotation marks before the @: write it without them. Please write it as in name@example.org.
subscribe-address-long = “{ $address }” is longer than 254 characters. Please write it as in name@example.org.
subscribe-address-wrong = “{ $address }” is not an email address. Please write it as in name@example.org.
subscribe-address-letter = “{ $address }” has a letter before the @ that few mail servers accept.
subscribe-refused-title = You have refused
subscribe-refused = We do not send you these letters, and have kept nothing of what you typed.
subscribe-busy-title = Please try again later
subscribe-busy = Many people have used this form just now, so it is closed for a while. Please try again later.
subscribe-closed-title = The form is closed for now
subscribe-closed = We cannot send confirmation mails at present, so the form is closed.
subscribe-by-hand = Would you rather have us add you ourselves? Write to <a>{ $contact }</a>.

consent-charity = You give { $society } your address because you support us or are interested in our work. We will send you “{ $list }” by email, which is about our charitable work only, unless you refuse: tick the box for that. You can also refuse at any time later, with the link in each letter or by writing to { $contact }; it costs nothing. We use your address for these letters only.
consent-customer = You give { $society } your address because you buy something from us or ask about it. We will send you “{ $list }” by email, which is about similar things from us only, unless you refuse: tick the box for that. You can also refuse at any time later, with the link in each letter or by writing to { $contact }; it costs nothing. We use your address for these letters only.
consent-member = By pressing the button you say that you are a member of { $society }. We will send you “{ $list }” by email because of your membership. You can refuse these letters at any time and stay a member, with the link in each letter or by writing to { $contact }. We use your address for these letters only.
consent-list = By pressing the button you ask { $society } to send you “{ $list }” by email. You can unsubscribe at any time, with the link in each letter or by writing to { $contact }. We use your address for these letters only.
consent-lists = By pressing the button you ask { $society } to send you the letters that you have ticked by email. You can unsubscribe at any time, with the link in each letter or by writing to { $contact }. We use your address for these letters only.

check-mail-thanks = Thank you
check-mail-now = We will send the letters to the address that you gave.
check-mail-unsubscribed = { $hours ->
    [one] Has this address unsubscribed before? Then we have just sent it a mail: please press the button in it within { $hours } hour, so that we know that it was you.
   *[other] Has this address unsubscribed before? Then we have just sent it a mail: please press the button in it within { $hours } hours, so that we know that it was you.
}
check-mail-heading = Please check your mail
check-mail-sent = We have just sent a mail to the address that you gave, unless it is on the list already.
check-mail-press = { $hours ->
    [one] Open the link in that mail and press the button there within { $hours } hour. Until you do, we will not send you any letters.
   *[other] Open the link in that mail and press the button there within { $hours } hours. Until you do, we will not send you any letters.
}
check-mail-approval = After that, a person looks at your request. The letters come once it is accepted, which may take some days.
check-mail-missing = No mail after a few minutes? Please look in your spam folder. We write to an address only once a day, so filling in the form again will not help; writing to <a>{ $contact }</a> will.

## The link in the confirmation mail

confirm-title = Please confirm
confirm-question = Would you like to get these letters?
confirm-question-list = Would you like to get “{ $list }”?
confirm-asked-list = Somebody asked { $society } to send it to your address.
confirm-asked = Somebody asked { $society } to send these to your address:
confirm-approval = A person looks at each request for “{ $list }”. The letters come once yours is accepted, which may take some days.
confirm-button = Yes, send them to me
confirm-button-list = Yes, send it to me
confirm-not-me = Was it not you? Then just close this page: we will not send any letters unless you press the button above. You can also tell us not to ask you again.
confirm-not-me-button = It was not me: do not ask again

subscribed-title = Thank you
subscribed-heading = Welcome: you are on the list
subscribed-list = From now on we will send you <strong>“{ $list }”</strong>.
subscribed-lists = From now on we will send you:
subscribed-confirmed = Thank you: your address is confirmed
subscribed-waiting = A person now looks at your request for <strong>“{ $list }”</strong>. The letters come once it is accepted, which may take some days. You need not do anything more.
subscribed-end = Each letter has a link to unsubscribe. You may close this page.

declined-title = We will not ask again
declined-heading = We will not ask you again
declined = You have not been added to any list. For a year our form will not write to your address again, even if somebody types it there.
declined-after-all = Was it you after all?
declined-button = I do want the letters
declined-button-list = I do want “{ $list }”

expired-title = This link has expired
expired = { $hours ->
    [one] A confirmation link works for { $hours } hour. Please fill in the form again, then press the button in the new mail.
   *[other] A confirmation link works for { $hours } hours. Please fill in the form again, then press the button in the new mail.
}
expired-button = Back to the form
expired-by-hand = Or write to <a>{ $contact }</a> and we will add you ourselves.

## What went wrong

not-found-title = Page not found
not-found-heading = We do not know this link
not-found = Your mail program may have cut it short. Please press the link at the foot of your letter again.
not-found-reply = Or reply to the letter and write “unsubscribe”: we will take you off the list ourselves.
error-title = Sorry
error-heading = Sorry, this did not work
error-many = There were too many requests from your network. Please wait a minute.
error-gone = This letter is no longer on the web.
error-server = Nothing has changed yet: if you asked to unsubscribe, you are still on the list. Please try again in a minute.
error-unreadable = We could not read what your browser sent. Please open the link in your letter again.
error-by-hand = Does this happen again? Write to <a>{ $contact }</a> and we will do it for you.

## The confirmation mail

mail-subject = Please confirm: the letters of { $society }
mail-heading = Do you want these letters?
mail-asked = Somebody asked for letters of { $society } to come to this address:
mail-button = Confirm on our page
mail-link = Was it you? Then confirm it on this page:
mail-or-reply = Or answer this mail, with or without words of your own.
mail-hours = { $hours ->
    [one] The link works for { $hours } hour.
   *[other] The link works for { $hours } hours.
}
mail-not-you = Was it not you? Then do nothing: without your word no letters come.
mail-never = On the same page you can also have us ask you no more.
mail-reply = Was it you? Then answer this mail, with or without words of your own.
mail-reply-hours = { $hours ->
    [one] You can do this for { $hours } hour.
   *[other] You can do this for { $hours } hours.
}

## Answers to a letter: the buttons

answer-by = Please answer by <strong>{ $deadline }</strong>:
answer-please = Please answer:
answer-places = Number of places: { $places }
answer-yes = I will come
answer-no = I cannot come
answer-apologies = I send my apologies
answer-maybe = I may come

## Answers to a letter: the page

answer-title = Your answer
answer-no-choice = Nothing has been sent yet. Please choose <a>one of the answers</a>.
answer-no-guests = Nothing has been sent yet. Please choose <a>how many guests</a> come with you.
answer-long-note = Nothing has been sent yet. Please make <a>your note</a> shorter. The limit in characters: { $limit }
answer-recorded = Thank you. We have noted:
answer-unchanged = We had noted this already:
answer-guests = { $guests ->
    [one] with one guest
   *[other] with { $guests } guests
}
answer-until = You can change your answer until { $deadline }.
answer-any-time = You can change your answer with this link.
answer-full = There are not enough places for that. We have noted that you would like to come, but we have no place for you yet.
answer-earlier = Your earlier answer still counts:
answer-late = This answer came too late to count, but we have noted it:
answer-too-many = You have changed your answer very often, so nothing was changed this time.
answer-write = Would you like to tell us something? Write to <a>{ $contact }</a>.
answer-cancelled = This event is cancelled, so there is nothing to answer any more.
answer-over = Answers were possible until { $deadline }.
answer-of = This is the answer of <strong>{ $reader }</strong>.
answer-so-far = So far it is:
answer-none = There is no answer yet.
answer-waiting = You asked for a place when there were not enough of them. We have noted that.
answer-places-left = Free places: { $left } of { $places }.
answer-places-none = All places are taken. If you would like to come all the same, tell us here: we note it.
answer-guests-label = Guests who come with you, if you come
answer-note-label = A note for us, if you like
answer-send = Send my answer
answer-change = Change my answer
answer-not-you = Are you not { $reader }? Then this letter was passed on to you. Please do not answer for somebody else.
answer-nothing-title = There is nothing to answer here
answer-nothing = The letter that this link was in takes no answers any more.
answer-test = You opened a button in a test of a letter. It belongs to no member, so nothing is noted here. In each member’s own letter it opens the page on which they answer.

## Letters on the web
web-readers = members
web-sent = Sent on { $date } to the list “{ $list }”. This copy is the same for everybody: it has no names and no personal links.
web-letters = Letters
web-all = All letters
web-lists = Lists
web-years = Years
web-none = There are no letters here yet.
web-join = Get the letters by email
web-feed = Feed of letters (Atom)
web-calendar = Calendar of events
web-files = Files with this letter
