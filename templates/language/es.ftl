# Las frases de las cartas, las páginas públicas y los correos de confirmación.

language-name = Español

## La carta

contents-title = En esta circular
footer-notice = Recibe este aviso porque los estatutos de { $society } nos piden enviarlo a todas las personas asociadas, también a quienes no reciben las circulares. { $email } está en la lista «{ $list }». Si se da de baja, no recibirá nada más de nosotros, ni siquiera avisos como este.
footer-charity = Recibe esta carta porque dio su dirección a { $society } al apoyarnos o interesarse por nuestro trabajo: { $email } está en la lista «{ $list }».
footer-customer = Recibe esta carta porque dio su dirección a { $society } al comprarnos algo o preguntar por ello: { $email } está en la lista «{ $list }».
footer-refuse = Puede rechazar estas cartas en cualquier momento y sin ningún coste.
footer-member = Recibe esta carta porque forma parte de { $society }: { $email } está en la lista «{ $list }».
footer-refuse-member = Puede rechazar estas cartas en cualquier momento sin dejar de pertenecer a la asociación.
footer-consent = Recibe esta carta porque { $email } está en la lista «{ $list }».
footer-unsubscribe = Darse de baja
footer-preferences = Elegir lo que recibe
footer-web = Leer en el navegador
footer-charity-number = Entidad benéfica registrada con el número { $number }
footer-replies = Las respuestas a esta carta llegan a { $person }.
footer-privacy = Preguntas o quejas sobre el uso de sus datos personales:

## En la parte de texto: una imagen, y un enlace que empieza un correo

image-text = [Imagen: { $alt }]
write-to-subject = escriba a { $address }, asunto «{ $subject }»
write-to-text = escriba a { $address }, texto «{ $text }»
write-to-both = escriba a { $address }, asunto «{ $subject }», texto «{ $text }»

## El acto de una carta

event-calendar-removes = El archivo de calendario adjunto a esta carta lo quita de su calendario.
event-calendar-adds = El archivo de calendario adjunto a esta carta lo añade a su calendario.
event-calendar-link = <a>Añadirlo a su calendario</a>, o abra el archivo de calendario adjunto a esta carta.
event-calendar-add = Añadirlo a su calendario
event-calendar-or = O abra el archivo de calendario adjunto a esta carta.
event-at = { $day }, { $time }
event-times = de { $from } a { $to }
event-until = hasta el { $end }
event-zone = { $time } ({ $zone })
event-cancelled = Cancelado
event-again = Se celebra después de todo
event-moved = Cambio de fecha: antes { $from }, ahora { $to }
event-ends = Ahora termina: { $end }
event-place = El lugar es { $place }
event-place-moved = Cambio de lugar: antes { $from }, ahora { $to }

## Una carta que pide opiniones

views-title = Su opinión
views-reply = Responda a esta carta con su opinión.
views-reply-until = Responda a esta carta con su opinión hasta el { $until }.

## Las zonas horarias, por la ciudad que les da nombre

zone-other = hora de { $city }
zone-amsterdam = hora de Ámsterdam
zone-berlin = hora de Berlín
zone-brussels = hora de Bruselas
zone-cairo = hora de El Cairo
zone-dublin = hora de Dublín
zone-kyiv = hora de Kiev
zone-lisbon = hora de Lisboa
zone-london = hora de Londres
zone-luxembourg = hora de Luxemburgo
zone-madrid = hora de Madrid
zone-new-york = hora de Nueva York
zone-paris = hora de París
zone-prague = hora de Praga
zone-rome = hora de Roma
zone-vienna = hora de Viena
zone-warsaw = hora de Varsovia
zone-zurich = hora de Zúrich

## Todas las páginas

page-charity-number = Entidad benéfica registrada con el número { $number }
page-privacy = Preguntas o quejas sobre el uso de sus datos personales: <a>{ $contact }</a>
page-languages = Idiomas

## Darse de baja

unsubscribe-title = Darse de baja
unsubscribe-question = ¿Darse de baja de «{ $list }»?
unsubscribe-question-unnamed = ¿Darse de baja de esta lista?
unsubscribe-effect = Cuando pulse el botón, no recibirá más cartas de esta lista.
unsubscribe-effect-notices = Cuando pulse el botón, no recibirá más cartas de esta lista, ni siquiera los avisos oficiales.
unsubscribe-button = Darse de baja
unsubscribe-mistake = ¿Ha llegado aquí por error? Cierre esta página sin más: sigue en la lista.
unsubscribe-fewer = ¿Prefiere menos cartas u otras listas? <a>Elija lo que le enviamos</a>.

unsubscribed-title = Se ha dado de baja
unsubscribed-heading = Ya no está en la lista
unsubscribed-effect = No recibirá más cartas de <strong>«{ $list }»</strong>.
unsubscribed-effect-unnamed = No recibirá más cartas de esta lista.
unsubscribed-undo = Deshacer: seguir en la lista
unsubscribed-undo-until = Puede hacerlo hasta el { $day }, con el enlace de su carta.
unsubscribed-others = ¿Está en otras listas nuestras? <a>Vea qué más le enviamos</a>.
reason-question = ¿Quiere decirnos por qué? No es obligatorio.
reason-often = Las cartas llegan con demasiada frecuencia
reason-topic = No tratan de lo que me interesa
reason-never-asked = Nunca las pedí
reason-other = Otro motivo
reason-words = Con sus propias palabras
reason-send = Enviar
reason-received-title = Gracias
reason-received = Lo leerán quienes escriben nuestras cartas.
reason-received-next = Puede cerrar esta página o <a>ver qué más le enviamos</a>.

resubscribed-title = Está en la lista
resubscribed-heading = Está de nuevo en la lista
resubscribed-letters = Recibirá las cartas de <strong>«{ $list }»</strong> como antes.
resubscribed-letters-unnamed = Recibirá las cartas como antes.
resubscribed-notices = Recibirá los avisos oficiales de <strong>«{ $list }»</strong> como antes.
resubscribed-notices-unnamed = Recibirá los avisos oficiales como antes.
resubscribed-next = Puede cerrar esta página o <a>elegir lo que le enviamos</a>.

still-wanted-title = ¿Quiere que sigamos escribiéndole?
still-wanted-why = Le enviamos <strong>«{ $list }»</strong> y hace mucho que no sabemos de usted.
still-wanted-button = Sí, sigan escribiéndome
still-wanted-otherwise = Si no hace nada, es posible que las cartas dejen de llegar. Si ya no las quiere, use el enlace para darse de baja que hay en su carta.
still-wanted-done = Gracias: seguimos escribiéndole
still-wanted-letters = Seguirá recibiendo <strong>«{ $list }»</strong>.

not-subscribed-title = No está en esta lista
not-subscribed-suppressed = No recibe cartas
not-subscribed-list = No recibe cartas de <strong>«{ $list }»</strong>. No tiene que hacer nada más.
not-subscribed-unnamed = No recibe cartas de esta lista. No tiene que hacer nada más.
not-subscribed-undo = Volver a la lista
not-subscribed-undo-until = Puede hacerlo hasta el { $day }.
not-subscribed-return = ¿Quiere volver? Escriba a <a>{ $contact }</a>.
not-subscribed-next = <a>Vea todas nuestras listas</a> y elija lo que le enviamos.

suppressed-bounced = <strong>Por ahora no le enviamos nada.</strong> Nuestras cartas a su dirección nos fueron devueltas, así que dejamos de enviarlas. ¿Vuelve a funcionar la dirección? Escriba a <a>{ $contact }</a>.
suppressed-complained = <strong>Por ahora no le enviamos nada.</strong> Su proveedor de correo nos avisó de que una de nuestras cartas se marcó como correo no deseado, así que dejamos de enviarlas. ¿Fue un error? Escriba a <a>{ $contact }</a>.
suppressed-withheld = <strong>Por ahora no le enviamos nada.</strong> Nos pidieron que no escribiéramos a su dirección. ¿Fue un error? Escriba a <a>{ $contact }</a>.

test-letter-title = Esto es una carta de prueba
test-letter = Ha abierto el enlace de una prueba de carta. No pertenece a nadie, así que aquí no hay a quién dar de baja. En la carta de cada persona, este enlace lleva a la página para darse de baja.

## Lo que le enviamos

preferences-title = Sus cartas
preferences-heading = Lo que le enviamos
preferences-done-all = Hecho. Recibe todas las cartas de <strong>«{ $list }»</strong>.
preferences-done-notices = Hecho. Recibe solo los avisos oficiales de <strong>«{ $list }»</strong>.
preferences-done-nothing = Hecho. No recibe nada más de <strong>«{ $list }»</strong>.
preferences-done-everything = Hecho. No está en ninguna lista: no recibirá nada más de nosotros.
preferences-refused = Nada ha cambiado: este enlace no puede volver a ponerle en <strong>«{ $list }»</strong>. Escriba a <a>{ $contact }</a> y lo haremos.
preferences-explanation = Cada botón actúa al momento. Los <em>avisos oficiales</em> son las pocas cartas que nuestros estatutos nos obligan a enviar, como la convocatoria de la asamblea anual.
preferences-state-all = Recibe todas las cartas.
preferences-state-notices = Recibe solo los avisos oficiales.
preferences-state-unsubscribed = Se ha dado de baja: no recibe nada.
preferences-state-suppressed = Está en esta lista, pero por ahora no le enviamos nada.
preferences-state-never = No está en esta lista.
preferences-all-again = Otra vez todas las cartas<span> de «{ $list }»</span>
preferences-notices-again = Otra vez solo los avisos<span> de «{ $list }»</span>
preferences-notices-only = Solo los avisos oficiales<span> de «{ $list }»</span>
preferences-unsubscribe = Darse de baja<span> de «{ $list }»</span>
preferences-undo-until = Puede volver hasta el { $day }, con el enlace de su carta.
preferences-unsubscribe-all = Darse de baja de todas las listas
preferences-unsubscribe-all-effect = Entonces no recibirá nada más de nosotros, ni siquiera los avisos oficiales.
preferences-none = No está en ninguna de nuestras listas. No tiene que hacer nada más.

## El formulario de suscripción

subscribe-title = Suscribirse
subscribe-title-wrong = Error: revise el formulario
subscribe-heading = Nuestras cartas por correo electrónico
subscribe-heading-list = «{ $list }» por correo electrónico
subscribe-again = Ya casi está: revise el formulario y pulse el botón una vez más.
subscribe-lists = ¿Qué cartas quiere recibir?
subscribe-lists-none = Marque al menos una lista.
subscribe-address = Su dirección de correo electrónico
subscribe-trap = Deje este campo vacío
subscribe-refuse = No, no me envíen estas cartas
subscribe-button = Suscribirse
subscribe-address-missing = Escriba aquí su dirección de correo electrónico.
subscribe-address-at = «{ $address }» no tiene @. Escríbala como nombre@example.org.
subscribe-address-domain = «{ $address }» tiene un dominio que no puede existir. Escríbala como nombre@example.org.
subscribe-address-dot = «{ $address }» tiene un dominio sin punto. Escríbala como nombre@example.org.
subscribe-address-ending = «{ $address }» tiene un dominio con una terminación que no existe. Escríbala como nombre@example.org.
subscribe-address-quoted = «{ $address }» tiene comillas antes de la @. Escríbala sin ellas, como nombre@example.org.
subscribe-address-long = «{ $address }» tiene más de 254 caracteres. Escríbala como nombre@example.org.
subscribe-address-wrong = «{ $address }» no es una dirección de correo electrónico. Escríbala como nombre@example.org.
subscribe-address-letter = «{ $address }» tiene antes de la @ una letra que pocos servidores de correo aceptan.
subscribe-refused-title = Ha rechazado las cartas
subscribe-refused = No le enviamos estas cartas y no hemos guardado nada de lo que escribió.
subscribe-busy-title = Inténtelo más tarde
subscribe-busy = Muchas personas acaban de usar este formulario, así que está cerrado por un rato. Inténtelo más tarde.
subscribe-closed-title = El formulario está cerrado por ahora
subscribe-closed = Por ahora no podemos enviar correos de confirmación, así que el formulario está cerrado.
subscribe-by-hand = ¿Prefiere que le apuntemos nosotros? Escriba a <a>{ $contact }</a>.

consent-charity = Da su dirección a { $society } porque nos apoya o le interesa nuestro trabajo. Le enviaremos «{ $list }» por correo electrónico, solo sobre nuestra labor benéfica, salvo que lo rechace: marque la casilla para ello. También puede rechazarlo más tarde en cualquier momento y sin coste, con el enlace de cada carta o escribiendo a { $contact }. Usamos su dirección solo para estas cartas.
consent-customer = Da su dirección a { $society } porque nos compra algo o pregunta por ello. Le enviaremos «{ $list }» por correo electrónico, solo sobre ofertas nuestras parecidas, salvo que lo rechace: marque la casilla para ello. También puede rechazarlo más tarde en cualquier momento y sin coste, con el enlace de cada carta o escribiendo a { $contact }. Usamos su dirección solo para estas cartas.
consent-member = Al pulsar el botón declara que forma parte de { $society }. Le enviaremos «{ $list }» por correo electrónico por ese motivo. Puede rechazar estas cartas en cualquier momento sin dejar de pertenecer a la asociación, con el enlace de cada carta o escribiendo a { $contact }. Usamos su dirección solo para estas cartas.
consent-list = Al pulsar el botón pide a { $society } que le envíe «{ $list }» por correo electrónico. Puede darse de baja en cualquier momento, con el enlace de cada carta o escribiendo a { $contact }. Usamos su dirección solo para estas cartas.
consent-lists = Al pulsar el botón pide a { $society } que le envíe por correo electrónico las cartas que ha marcado. Puede darse de baja en cualquier momento, con el enlace de cada carta o escribiendo a { $contact }. Usamos su dirección solo para estas cartas.

check-mail-thanks = Gracias
check-mail-now = Enviaremos las cartas a la dirección que nos ha dado.
check-mail-unsubscribed = { $hours ->
    [one] ¿Se dio de baja antes esta dirección? Entonces acabamos de enviarle un correo: pulse su botón en el plazo de { $hours } hora, para que sepamos que fue usted.
   *[other] ¿Se dio de baja antes esta dirección? Entonces acabamos de enviarle un correo: pulse su botón en el plazo de { $hours } horas, para que sepamos que fue usted.
}
check-mail-heading = Mire su correo
check-mail-sent = Acabamos de enviar un correo a la dirección que nos ha dado, salvo que ya esté en la lista.
check-mail-press = { $hours ->
    [one] Abra el enlace de ese correo y pulse allí el botón en el plazo de { $hours } hora. Hasta entonces no le enviaremos ninguna carta.
   *[other] Abra el enlace de ese correo y pulse allí el botón en el plazo de { $hours } horas. Hasta entonces no le enviaremos ninguna carta.
}
check-mail-approval = Después, una persona revisa su solicitud. Las cartas llegan cuando se acepte, lo que puede tardar unos días.
check-mail-missing = ¿No llega el correo en unos minutos? Mire en la carpeta de correo no deseado. Escribimos a cada dirección solo una vez al día, así que rellenar otra vez el formulario no servirá; escribir a <a>{ $contact }</a>, sí.

## El enlace del correo de confirmación

confirm-title = Confirme, por favor
confirm-question = ¿Quiere recibir estas cartas?
confirm-question-list = ¿Quiere recibir «{ $list }»?
confirm-asked-list = Alguien pidió a { $society } que lo enviara a su dirección.
confirm-asked = Alguien pidió a { $society } que enviara esto a su dirección:
confirm-approval = Una persona revisa cada solicitud para «{ $list }». Las cartas llegan cuando se acepte la suya, lo que puede tardar unos días.
confirm-button = Sí, envíenmelas
confirm-button-list = Sí, envíenme estas cartas
confirm-not-me = ¿No fue usted? Cierre esta página sin más: no enviaremos ninguna carta si no pulsa el botón de arriba. También puede pedirnos que no volvamos a preguntarle.
confirm-not-me-button = No fui yo: no vuelvan a preguntar

subscribed-title = Gracias
subscribed-heading = Le damos la bienvenida: está en la lista
subscribed-list = A partir de ahora le enviaremos <strong>«{ $list }»</strong>.
subscribed-lists = A partir de ahora le enviaremos:
subscribed-confirmed = Gracias: su dirección está confirmada
subscribed-waiting = Una persona revisa ahora su solicitud para <strong>«{ $list }»</strong>. Las cartas llegan cuando se acepte, lo que puede tardar unos días. No tiene que hacer nada más.
subscribed-end = Cada carta tiene un enlace para darse de baja. Puede cerrar esta página.

declined-title = No volveremos a preguntar
declined-heading = No volveremos a preguntarle
declined = No se le ha apuntado en ninguna lista. Durante un año nuestro formulario no volverá a escribir a su dirección, aunque alguien la ponga allí.
declined-after-all = ¿Sí fue usted?
declined-button = Sí quiero las cartas
declined-button-list = Sí quiero «{ $list }»

expired-title = Este enlace ha caducado
expired = { $hours ->
    [one] Un enlace de confirmación funciona { $hours } hora. Rellene otra vez el formulario y pulse el botón del nuevo correo.
   *[other] Un enlace de confirmación funciona { $hours } horas. Rellene otra vez el formulario y pulse el botón del nuevo correo.
}
expired-button = Volver al formulario
expired-by-hand = O escriba a <a>{ $contact }</a> y le apuntaremos nosotros.

## Lo que ha fallado

not-found-title = Página no encontrada
not-found-heading = No conocemos este enlace
not-found = Quizá su programa de correo lo cortó. Pulse otra vez el enlace al pie de su carta.
not-found-reply = O responda a la carta con la palabra «baja»: le quitaremos de la lista nosotros.
error-title = Lo sentimos
error-heading = Lo sentimos, no ha funcionado
error-many = Llegaron demasiadas solicitudes desde su red. Espere un minuto.
error-gone = Esta carta ya no está en la web.
error-server = Todavía no ha cambiado nada: si pidió darse de baja, sigue en la lista. Inténtelo de nuevo en un minuto.
error-unreadable = No pudimos leer lo que envió su navegador. Abra otra vez el enlace de su carta.
error-by-hand = ¿Vuelve a ocurrir? Escriba a <a>{ $contact }</a> y lo haremos por usted.

## El correo de confirmación

mail-subject = Confirme, por favor: las cartas de { $society }
mail-heading = ¿Quiere recibir estas cartas?
mail-asked = Alguien pidió que llegaran cartas de { $society } a esta dirección:
mail-button = Confirmar en nuestra página
mail-link = ¿Fue usted? Confírmelo en esta página:
mail-or-reply = O responda a este correo, con o sin palabras suyas.
mail-hours = { $hours ->
    [one] El enlace funciona { $hours } hora.
   *[other] El enlace funciona { $hours } horas.
}
mail-not-you = ¿No fue usted? No haga nada: sin su confirmación no llegará ninguna carta.
mail-never = En la misma página también puede pedirnos que no volvamos a preguntar.
mail-reply = ¿Fue usted? Responda a este correo, con o sin palabras suyas.
mail-reply-hours = { $hours ->
    [one] Puede hacerlo durante { $hours } hora.
   *[other] Puede hacerlo durante { $hours } horas.
}

## Respuestas a una carta: los botones

answer-by = Responda, por favor, hasta el <strong>{ $deadline }</strong>:
answer-please = Responda, por favor:
answer-places = Número de plazas: { $places }
answer-yes = Asistiré
answer-no = No puedo asistir
answer-apologies = Presento mis excusas
answer-maybe = Quizá asista

## Respuestas a una carta: la página

answer-title = Su respuesta
answer-no-choice = Todavía no se ha enviado nada. Elija <a>una de las respuestas</a>.
answer-no-guests = Todavía no se ha enviado nada. Elija <a>cuántos invitados</a> vienen con usted.
answer-long-note = Todavía no se ha enviado nada. Acorte <a>su nota</a>. Límite de caracteres: { $limit }
answer-recorded = Gracias. Hemos anotado:
answer-unchanged = Ya lo habíamos anotado:
answer-guests = { $guests ->
    [one] con un invitado
   *[other] con { $guests } invitados
}
answer-until = Puede cambiar su respuesta hasta el { $deadline }.
answer-any-time = Puede cambiar su respuesta con este enlace.
answer-full = No hay plazas suficientes. Hemos anotado que le gustaría asistir, pero todavía no tenemos plaza para usted.
answer-earlier = Su respuesta anterior sigue siendo válida:
answer-late = Esta respuesta llegó demasiado tarde para contar, pero la hemos anotado:
answer-too-many = Ha cambiado su respuesta muchas veces, así que esta vez no se ha cambiado nada.
answer-write = ¿Quiere decirnos algo? Escriba a <a>{ $contact }</a>.
answer-cancelled = Este acto se ha cancelado, ya no hay nada que responder.
answer-over = Se podía responder hasta el { $deadline }.
answer-of = Esta es la respuesta de <strong>{ $reader }</strong>.
answer-so-far = Hasta ahora es:
answer-none = Todavía no hay respuesta.
answer-waiting = Pidió una plaza cuando no había suficientes. Lo hemos anotado.
answer-places-left = Plazas libres: { $left } de { $places }.
answer-places-none = Todas las plazas están ocupadas. Si aun así le gustaría asistir, díganoslo aquí: lo anotamos.
answer-guests-label = Invitados que vienen con usted, si asiste
answer-note-label = Una nota para nosotros, si quiere
answer-send = Enviar mi respuesta
answer-change = Cambiar mi respuesta
answer-not-you = ¿No es { $reader }? Entonces le han reenviado esta carta. No responda por otra persona.
answer-nothing-title = Aquí no hay nada que responder
answer-nothing = La carta en la que estaba este enlace ya no admite respuestas.
answer-test = Ha abierto el botón de una prueba de carta. No pertenece a nadie, así que aquí no se anota nada. En la carta de cada persona lleva a la página para responder.

## Letters on the web
web-readers = socios
web-sent = Enviada el { $date } a la lista «{ $list }». Esta copia es igual para todos: sin nombres ni enlaces personales.
web-letters = Cartas
web-all = Todas las cartas
web-lists = Listas
web-years = Años
web-none = Aquí todavía no hay cartas.
web-join = Recibir las cartas por correo
web-feed = Canal de cartas (Atom)
web-calendar = Calendario de actos
web-files = Archivos de esta carta
