# Les phrases des lettres, des pages publiques et des courriels de confirmation.

language-name = Français

## La lettre

contents-title = Dans cette lettre
footer-notice = Vous recevez cet avis parce que les statuts de { $society } nous demandent de l’envoyer à tous les membres, y compris à ceux qui ne reçoivent pas les lettres. { $email } figure sur la liste « { $list } ». Si vous vous désabonnez, vous ne recevrez plus rien de nous, pas même les avis comme celui-ci.
footer-charity = Vous recevez cette lettre parce que vous avez donné votre adresse à { $society } en nous soutenant ou en vous intéressant à notre travail : { $email } figure sur la liste « { $list } ».
footer-customer = Vous recevez cette lettre parce que vous avez donné votre adresse à { $society } lors d’un achat ou d’une demande : { $email } figure sur la liste « { $list } ».
footer-refuse = Vous pouvez refuser ces lettres à tout moment et sans frais.
footer-member = Vous recevez cette lettre parce que vous êtes membre de { $society } : { $email } figure sur la liste « { $list } ».
footer-refuse-member = Vous pouvez refuser ces lettres à tout moment et rester membre.
footer-consent = Vous recevez cette lettre parce que { $email } figure sur la liste « { $list } ».
footer-unsubscribe = Se désabonner
footer-preferences = Choisir ce que vous recevez
footer-web = Lire dans le navigateur
footer-charity-number = Organisme de bienfaisance enregistré sous le numéro { $number }
footer-replies = Les réponses à cette lettre parviennent à { $person }.
footer-privacy = Questions ou réclamations sur l’usage de vos données personnelles :

## Dans la partie texte : une image, et un lien qui commence un courriel

image-text = [Image : { $alt }]
write-to-subject = écrire à { $address }, objet « { $subject } »
write-to-text = écrire à { $address }, texte « { $text } »
write-to-both = écrire à { $address }, objet « { $subject } », texte « { $text } »

## L’événement d’une lettre

event-calendar-removes = Le fichier d’agenda joint à cette lettre le retire de votre agenda.
event-calendar-adds = Le fichier d’agenda joint à cette lettre l’ajoute à votre agenda.
event-calendar-link = <a>L’ajouter à votre agenda</a>, ou ouvrez le fichier d’agenda joint à cette lettre.
event-calendar-add = L’ajouter à votre agenda
event-calendar-or = Ou ouvrez le fichier d’agenda joint à cette lettre.
event-at = { $day }, { $time }
event-times = de { $from } à { $to }
event-until = jusqu’au { $end }
event-zone = { $time } ({ $zone })
event-cancelled = Annulé
event-again = Aura finalement lieu
event-moved = Déplacé : avant { $from }, maintenant { $to }
event-ends = Nouvelle fin : { $end }
event-place = Le lieu : { $place }
event-place-moved = Nouveau lieu : { $to } au lieu de { $from }

## Une lettre qui demande des avis

views-title = Votre avis
views-reply = Répondez à cette lettre pour donner votre avis.
views-reply-until = Répondez à cette lettre pour donner votre avis au plus tard le { $until }.

## Les fuseaux horaires, d’après la ville qui leur donne son nom

zone-other = heure locale : { $city }
zone-amsterdam = heure d’Amsterdam
zone-berlin = heure de Berlin
zone-brussels = heure de Bruxelles
zone-cairo = heure du Caire
zone-dublin = heure de Dublin
zone-kyiv = heure de Kyiv
zone-lisbon = heure de Lisbonne
zone-london = heure de Londres
zone-luxembourg = heure de Luxembourg
zone-madrid = heure de Madrid
zone-new-york = heure de New York
zone-paris = heure de Paris
zone-prague = heure de Prague
zone-rome = heure de Rome
zone-vienna = heure de Vienne
zone-warsaw = heure de Varsovie
zone-zurich = heure de Zurich

## Toutes les pages

page-charity-number = Organisme de bienfaisance enregistré sous le numéro { $number }
page-privacy = Questions ou réclamations sur l’usage de vos données personnelles : <a>{ $contact }</a>
page-languages = Langues

## Se désabonner

unsubscribe-title = Se désabonner
unsubscribe-question = Se désabonner de « { $list } » ?
unsubscribe-question-unnamed = Se désabonner de cette liste ?
unsubscribe-effect = Après avoir appuyé sur le bouton, vous ne recevrez plus de lettres de cette liste.
unsubscribe-effect-notices = Après avoir appuyé sur le bouton, vous ne recevrez plus de lettres de cette liste, pas même les avis officiels.
unsubscribe-button = Se désabonner
unsubscribe-mistake = Vous êtes ici par erreur ? Fermez simplement cette page : vous êtes toujours sur la liste.
unsubscribe-fewer = Vous souhaitez moins de lettres, ou d’autres listes ? <a>Choisissez ce que nous vous envoyons</a>.

unsubscribed-title = Désabonnement enregistré
unsubscribed-heading = Vous n’êtes plus sur la liste
unsubscribed-effect = Vous ne recevrez plus de lettres de <strong>« { $list } »</strong>.
unsubscribed-effect-unnamed = Vous ne recevrez plus de lettres de cette liste.
unsubscribed-undo = Annuler : rester sur la liste
unsubscribed-undo-until = Vous pouvez le faire jusqu’au { $day }, avec le lien de votre lettre.
unsubscribed-others = Êtes-vous sur d’autres de nos listes ? <a>Voyez ce que nous vous envoyons encore</a>.
reason-question = Voulez-vous nous dire pourquoi ? Rien ne vous y oblige.
reason-often = Les lettres arrivent trop souvent
reason-topic = Leurs sujets ne m’intéressent pas
reason-never-asked = Je ne les ai jamais demandées
reason-other = Autre chose
reason-words = Avec vos propres mots
reason-send = Envoyer
reason-received-title = Merci
reason-received = Les personnes qui écrivent nos lettres le liront.
reason-received-next = Vous pouvez fermer cette page, ou <a>voir ce que nous vous envoyons encore</a>.

resubscribed-title = Vous êtes sur la liste
resubscribed-heading = Vous êtes de nouveau sur la liste
resubscribed-letters = Vous recevrez les lettres de <strong>« { $list } »</strong> comme avant.
resubscribed-letters-unnamed = Vous recevrez les lettres comme avant.
resubscribed-notices = Vous recevrez les avis officiels de <strong>« { $list } »</strong> comme avant.
resubscribed-notices-unnamed = Vous recevrez les avis officiels comme avant.
resubscribed-next = Vous pouvez fermer cette page, ou <a>choisir ce que nous vous envoyons</a>.

still-wanted-title = Souhaitez-vous encore nos lettres ?
still-wanted-why = Nous vous envoyons <strong>« { $list } »</strong>, et nous n’avons pas eu de vos nouvelles depuis longtemps.
still-wanted-button = Oui, continuez à m’écrire
still-wanted-otherwise = Si vous ne faites rien, les lettres pourraient cesser. Si vous n’en voulez plus, utilisez le lien de désinscription dans votre lettre.
still-wanted-done = Merci : nous continuons à vous écrire
still-wanted-letters = Vous continuerez à recevoir <strong>« { $list } »</strong>.

not-subscribed-title = Vous n’êtes pas sur cette liste
not-subscribed-suppressed = Vous ne recevez pas de lettres
not-subscribed-list = Vous ne recevez pas les lettres de <strong>« { $list } »</strong>. Vous n’avez rien d’autre à faire.
not-subscribed-unnamed = Vous ne recevez pas les lettres de cette liste. Vous n’avez rien d’autre à faire.
not-subscribed-undo = Me remettre sur la liste
not-subscribed-undo-until = Vous pouvez le faire jusqu’au { $day }.
not-subscribed-return = Vous souhaitez revenir ? Écrivez à <a>{ $contact }</a>.
not-subscribed-next = <a>Voir toutes nos listes</a> et choisir ce que nous vous envoyons.

suppressed-bounced = <strong>Nous ne vous envoyons rien pour le moment.</strong> Nos lettres à votre adresse nous sont revenues, nous avons donc cessé de les envoyer. L’adresse fonctionne de nouveau ? Écrivez à <a>{ $contact }</a>.
suppressed-complained = <strong>Nous ne vous envoyons rien pour le moment.</strong> Votre fournisseur de messagerie nous a signalé qu’une de nos lettres a été marquée comme indésirable, nous avons donc cessé de les envoyer. Était-ce une erreur ? Écrivez à <a>{ $contact }</a>.
suppressed-withheld = <strong>Nous ne vous envoyons rien pour le moment.</strong> On nous a demandé de ne pas écrire à votre adresse. Était-ce une erreur ? Écrivez à <a>{ $contact }</a>.

test-letter-title = Ceci est une lettre d’essai
test-letter = Vous avez ouvert le lien d’un essai de lettre. Il n’appartient à aucun membre, il n’y a donc personne à désabonner ici. Dans la lettre de chaque membre, ce lien mène à la page de désabonnement.

## Ce que nous vous envoyons

preferences-title = Vos lettres
preferences-heading = Ce que nous vous envoyons
preferences-done-all = C’est fait. Vous recevez toutes les lettres de <strong>« { $list } »</strong>.
preferences-done-notices = C’est fait. Vous ne recevez que les avis officiels de <strong>« { $list } »</strong>.
preferences-done-nothing = C’est fait. Vous ne recevez plus rien de <strong>« { $list } »</strong>.
preferences-done-everything = C’est fait. Vous n’êtes plus sur aucune liste : vous ne recevrez plus rien de nous.
preferences-refused = Rien n’a changé : ce lien ne permet pas de vous remettre sur <strong>« { $list } »</strong>. Écrivez à <a>{ $contact }</a> et nous le ferons.
preferences-explanation = Chaque bouton agit aussitôt. Les <em>avis officiels</em> sont les quelques lettres que nos statuts nous obligent à envoyer, comme la convocation à l’assemblée générale.
preferences-state-all = Vous recevez toutes les lettres.
preferences-state-notices = Vous ne recevez que les avis officiels.
preferences-state-unsubscribed = Vous vous êtes désabonné·e : vous ne recevez rien.
preferences-state-suppressed = Vous êtes sur cette liste, mais nous ne vous envoyons rien pour le moment.
preferences-state-never = Vous n’êtes pas sur cette liste.
preferences-all-again = De nouveau toutes les lettres<span> de « { $list } »</span>
preferences-notices-again = De nouveau les avis seulement<span> de « { $list } »</span>
preferences-notices-only = Les avis officiels seulement<span> de « { $list } »</span>
preferences-unsubscribe = Se désabonner<span> de « { $list } »</span>
preferences-undo-until = Vous pouvez revenir jusqu’au { $day }, avec le lien de votre lettre.
preferences-unsubscribe-all = Se désabonner de toutes les listes
preferences-unsubscribe-all-effect = Vous ne recevrez alors plus rien de nous, pas même les avis officiels.
preferences-none = Vous n’êtes sur aucune de nos listes. Vous n’avez rien d’autre à faire.

## Le formulaire d’abonnement

subscribe-title = S’abonner
subscribe-title-wrong = Erreur : veuillez vérifier le formulaire
subscribe-heading = Nos lettres par courriel
subscribe-heading-list = « { $list } » par courriel
subscribe-again = C’est presque fait : veuillez vérifier le formulaire et appuyer encore une fois sur le bouton.
subscribe-lists = Quelles lettres souhaitez-vous recevoir ?
subscribe-lists-none = Veuillez cocher au moins une liste.
subscribe-address = Votre adresse électronique
subscribe-trap = Laissez ce champ vide
subscribe-refuse = Non, ne m’envoyez pas ces lettres
subscribe-button = S’abonner
subscribe-address-missing = Veuillez écrire ici votre adresse électronique.
subscribe-address-at = « { $address } » n’a pas de @. Veuillez l’écrire comme nom@example.org.
subscribe-address-domain = « { $address } » a un domaine qui ne peut pas exister. Veuillez l’écrire comme nom@example.org.
subscribe-address-dot = « { $address } » a un domaine sans point. Veuillez l’écrire comme nom@example.org.
subscribe-address-ending = « { $address } » a un domaine dont la terminaison n’existe pas. Veuillez l’écrire comme nom@example.org.
subscribe-address-quoted = « { $address } » a des guillemets avant le @. Veuillez l’écrire sans eux, comme nom@example.org.
subscribe-address-long = « { $address } » compte plus de 254 caractères. Veuillez l’écrire comme nom@example.org.
subscribe-address-wrong = « { $address } » n’est pas une adresse électronique. Veuillez l’écrire comme nom@example.org.
subscribe-address-letter = « { $address } » a avant le @ une lettre que peu de serveurs de messagerie acceptent.
subscribe-refused-title = Refus enregistré
subscribe-refused = Nous ne vous envoyons pas ces lettres, et n’avons rien gardé de ce que vous avez écrit.
subscribe-busy-title = Veuillez réessayer plus tard
subscribe-busy = Beaucoup de personnes viennent d’utiliser ce formulaire, il est donc fermé pour un moment. Veuillez réessayer plus tard.
subscribe-closed-title = Le formulaire est fermé pour le moment
subscribe-closed = Nous ne pouvons pas envoyer de courriels de confirmation pour le moment, le formulaire est donc fermé.
subscribe-by-hand = Préférez-vous que nous vous inscrivions nous-mêmes ? Écrivez à <a>{ $contact }</a>.

consent-charity = Vous donnez votre adresse à { $society } parce que vous nous soutenez ou que notre travail vous intéresse. Nous vous enverrons « { $list } » par courriel, uniquement au sujet de notre action d’intérêt général, sauf si vous refusez : cochez la case pour cela. Vous pourrez aussi refuser plus tard, à tout moment et sans frais, avec le lien de chaque lettre ou en écrivant à { $contact }. Nous n’utilisons votre adresse que pour ces lettres.
consent-customer = Vous donnez votre adresse à { $society } parce que vous achetez quelque chose chez nous ou nous posez une question à ce sujet. Nous vous enverrons « { $list } » par courriel, uniquement au sujet d’offres semblables de notre part, sauf si vous refusez : cochez la case pour cela. Vous pourrez aussi refuser plus tard, à tout moment et sans frais, avec le lien de chaque lettre ou en écrivant à { $contact }. Nous n’utilisons votre adresse que pour ces lettres.
consent-member = En appuyant sur le bouton, vous déclarez être membre de { $society }. Nous vous enverrons « { $list } » par courriel en raison de votre adhésion. Vous pouvez refuser ces lettres à tout moment et rester membre, avec le lien de chaque lettre ou en écrivant à { $contact }. Nous n’utilisons votre adresse que pour ces lettres.
consent-list = En appuyant sur le bouton, vous demandez à { $society } de vous envoyer « { $list } » par courriel. Vous pouvez vous désabonner à tout moment, avec le lien de chaque lettre ou en écrivant à { $contact }. Nous n’utilisons votre adresse que pour ces lettres.
consent-lists = En appuyant sur le bouton, vous demandez à { $society } de vous envoyer par courriel les lettres que vous avez cochées. Vous pouvez vous désabonner à tout moment, avec le lien de chaque lettre ou en écrivant à { $contact }. Nous n’utilisons votre adresse que pour ces lettres.

check-mail-thanks = Merci
check-mail-now = Nous enverrons les lettres à l’adresse que vous avez donnée.
check-mail-unsubscribed = { $hours ->
    [one] Cette adresse a-t-elle déjà été désabonnée ? Nous venons alors de lui envoyer un courriel : veuillez appuyer sur son bouton dans un délai de { $hours } heure, pour que nous sachions que c’était bien vous.
   *[other] Cette adresse a-t-elle déjà été désabonnée ? Nous venons alors de lui envoyer un courriel : veuillez appuyer sur son bouton dans un délai de { $hours } heures, pour que nous sachions que c’était bien vous.
}
check-mail-heading = Veuillez consulter votre messagerie
check-mail-sent = Nous venons d’envoyer un courriel à l’adresse que vous avez donnée, sauf si elle est déjà sur la liste.
check-mail-press = { $hours ->
    [one] Ouvrez le lien de ce courriel et appuyez sur le bouton dans un délai de { $hours } heure. D’ici là, nous ne vous enverrons aucune lettre.
   *[other] Ouvrez le lien de ce courriel et appuyez sur le bouton dans un délai de { $hours } heures. D’ici là, nous ne vous enverrons aucune lettre.
}
check-mail-approval = Ensuite, une personne examine votre demande. Les lettres arrivent dès qu’elle est acceptée, ce qui peut prendre quelques jours.
check-mail-missing = Pas de courriel après quelques minutes ? Veuillez regarder dans vos indésirables. Nous n’écrivons à une adresse qu’une fois par jour : remplir de nouveau le formulaire ne servira à rien, mais écrire à <a>{ $contact }</a>, oui.

## Le lien du courriel de confirmation

confirm-title = Veuillez confirmer
confirm-question = Souhaitez-vous recevoir ces lettres ?
confirm-question-list = Souhaitez-vous recevoir « { $list } » ?
confirm-asked-list = Quelqu’un a demandé à { $society } de l’envoyer à votre adresse.
confirm-asked = Quelqu’un a demandé à { $society } d’envoyer ceci à votre adresse :
confirm-approval = Une personne examine chaque demande pour « { $list } ». Les lettres arrivent dès que la vôtre est acceptée, ce qui peut prendre quelques jours.
confirm-button = Oui, envoyez-les-moi
confirm-button-list = Oui, envoyez-moi ces lettres
confirm-not-me = Ce n’était pas vous ? Fermez simplement cette page : nous n’enverrons aucune lettre si vous n’appuyez pas sur le bouton ci-dessus. Vous pouvez aussi nous dire de ne plus vous le demander.
confirm-not-me-button = Ce n’était pas moi : ne plus me le demander

subscribed-title = Merci
subscribed-heading = Bienvenue : vous êtes sur la liste
subscribed-list = Désormais, nous vous enverrons <strong>« { $list } »</strong>.
subscribed-lists = Désormais, nous vous enverrons :
subscribed-confirmed = Merci : votre adresse est confirmée
subscribed-waiting = Une personne examine maintenant votre demande pour <strong>« { $list } »</strong>. Les lettres arrivent dès qu’elle est acceptée, ce qui peut prendre quelques jours. Vous n’avez rien d’autre à faire.
subscribed-end = Chaque lettre a un lien de désabonnement. Vous pouvez fermer cette page.

declined-title = Nous ne vous le demanderons plus
declined-heading = Nous ne vous le demanderons plus
declined = Vous n’avez été inscrit·e sur aucune liste. Pendant un an, notre formulaire n’écrira plus à votre adresse, même si quelqu’un l’y saisit.
declined-after-all = C’était bien vous, finalement ?
declined-button = Je veux bien recevoir les lettres
declined-button-list = Je veux bien recevoir « { $list } »

expired-title = Ce lien a expiré
expired = { $hours ->
    [one] Un lien de confirmation est valable { $hours } heure. Veuillez remplir de nouveau le formulaire, puis appuyer sur le bouton du nouveau courriel.
   *[other] Un lien de confirmation est valable { $hours } heures. Veuillez remplir de nouveau le formulaire, puis appuyer sur le bouton du nouveau courriel.
}
expired-button = Retour au formulaire
expired-by-hand = Ou écrivez à <a>{ $contact }</a> et nous vous inscrirons nous-mêmes.

## Ce qui n’a pas marché

not-found-title = Page introuvable
not-found-heading = Nous ne connaissons pas ce lien
not-found = Votre messagerie l’a peut-être coupé. Veuillez appuyer de nouveau sur le lien au bas de votre lettre.
not-found-reply = Ou répondez à la lettre en écrivant « désabonner » : nous vous retirerons nous-mêmes de la liste.
error-title = Désolé
error-heading = Désolé, cela n’a pas marché
error-many = Trop de demandes sont venues de votre réseau. Veuillez attendre une minute.
error-gone = Cette lettre n’est plus en ligne.
error-server = Rien n’a encore changé : si vous vouliez vous désabonner, vous êtes toujours sur la liste. Veuillez réessayer dans une minute.
error-unreadable = Nous n’avons pas pu lire ce que votre navigateur a envoyé. Veuillez ouvrir de nouveau le lien de votre lettre.
error-by-hand = Cela se reproduit ? Écrivez à <a>{ $contact }</a> et nous le ferons pour vous.

## Le courriel de confirmation

mail-subject = Veuillez confirmer : les lettres de { $society }
mail-heading = Souhaitez-vous recevoir ces lettres ?
mail-asked = Quelqu’un a demandé que des lettres de { $society } arrivent à cette adresse :
mail-button = Confirmer sur notre page
mail-link = C’était vous ? Confirmez-le sur cette page :
mail-or-reply = Ou répondez à ce courriel, avec ou sans un mot de votre part.
mail-hours = { $hours ->
    [one] Le lien est valable { $hours } heure.
   *[other] Le lien est valable { $hours } heures.
}
mail-not-you = Ce n’était pas vous ? Ne faites rien : sans votre accord, aucune lettre n’arrivera.
mail-never = Sur la même page, vous pouvez aussi nous dire de ne plus vous le demander.
mail-reply = C’était vous ? Répondez à ce courriel, avec ou sans un mot de votre part.
mail-reply-hours = { $hours ->
    [one] Vous pouvez le faire pendant { $hours } heure.
   *[other] Vous pouvez le faire pendant { $hours } heures.
}

## Réponses à une lettre : les boutons

answer-by = Merci de répondre au plus tard le <strong>{ $deadline }</strong> :
answer-please = Merci de répondre :
answer-places = Nombre de places : { $places }
answer-yes = Je viendrai
answer-no = Je ne peux pas venir
answer-apologies = Je vous prie de m’excuser
answer-maybe = Je viendrai peut-être

## Réponses à une lettre : la page

answer-title = Votre réponse
answer-no-choice = Rien n’a encore été envoyé. Choisissez <a>une des réponses</a>.
answer-no-guests = Rien n’a encore été envoyé. Choisissez <a>combien d’invités</a> viennent avec vous.
answer-long-note = Rien n’a encore été envoyé. Raccourcissez <a>votre message</a>. Limite en caractères : { $limit }
answer-recorded = Merci. Nous avons noté :
answer-unchanged = Nous l’avions déjà noté :
answer-guests = { $guests ->
    [one] avec un invité
   *[other] avec { $guests } invités
}
answer-until = Vous pouvez changer votre réponse jusqu’au { $deadline }.
answer-any-time = Vous pouvez changer votre réponse avec ce lien.
answer-full = Il n’y a pas assez de places. Nous avons noté que vous aimeriez venir, mais nous n’avons pas encore de place pour vous.
answer-earlier = Votre réponse précédente reste valable :
answer-late = Cette réponse est arrivée trop tard pour compter, mais nous l’avons notée :
answer-too-many = Vous avez changé très souvent de réponse ; cette fois, rien n’a été changé.
answer-write = Voulez-vous nous dire quelque chose ? Écrivez à <a>{ $contact }</a>.
answer-cancelled = Cet événement est annulé, il n’y a plus rien à répondre.
answer-over = Il était possible de répondre jusqu’au { $deadline }.
answer-of = Ceci est la réponse de <strong>{ $reader }</strong>.
answer-so-far = Jusqu’ici :
answer-none = Il n’y a pas encore de réponse.
answer-waiting = Vous avez demandé une place quand il n’y en avait pas assez. Nous l’avons noté.
answer-places-left = Places libres : { $left } sur { $places }.
answer-places-none = Toutes les places sont prises. Si vous aimeriez venir quand même, dites-le ici : nous le notons.
answer-guests-label = Invités qui viennent avec vous, si vous venez
answer-note-label = Un mot pour nous, si vous voulez
answer-send = Envoyer ma réponse
answer-change = Changer ma réponse
answer-not-you = Vous n’êtes pas { $reader } ? Alors cette lettre vous a été transmise. Ne répondez pas pour quelqu’un d’autre.
answer-nothing-title = Il n’y a rien à répondre ici
answer-nothing = La lettre qui contenait ce lien n’accepte plus de réponses.
answer-test = Vous avez ouvert le bouton d’un essai de lettre. Il n’appartient à aucun membre, rien n’est donc noté ici. Dans la lettre de chaque membre, il mène à la page pour répondre.

## Letters on the web
web-readers = membres
web-sent = Envoyée le { $date } à la liste « { $list } ». Cette copie est la même pour tous : sans noms ni liens personnels.
web-letters = Lettres
web-all = Toutes les lettres
web-lists = Listes
web-years = Années
web-none = Il n’y a pas encore de lettres ici.
web-join = Recevoir les lettres par courriel
web-feed = Flux des lettres (Atom)
web-calendar = Calendrier des événements
web-files = Fichiers joints à cette lettre
