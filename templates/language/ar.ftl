# جُمل الرسائل والصفحات العامة ورسائل التأكيد.

language-name = العربية

## الرسالة

contents-title = في هذه النشرة
footer-notice = وصلكم هذا الإشعار لأن النظام الأساسي لدى { $society } يطلب إرساله إلى جميع الأعضاء، ومنهم من لا تصلهم النشرات. العنوان { $email } موجود في القائمة «{ $list }». إذا ألغيتم الاشتراك فلن يصلكم منا أي شيء، ولا حتى إشعارات مثل هذا.
footer-charity = وصلتكم هذه الرسالة لأنكم أعطيتم { $society } عنوانكم عندما دعمتمونا أو اهتممتم بعملنا: العنوان { $email } موجود في القائمة «{ $list }».
footer-customer = وصلتكم هذه الرسالة لأنكم أعطيتم { $society } عنوانكم عندما اشتريتم شيئًا منا أو سألتم عنه: العنوان { $email } موجود في القائمة «{ $list }».
footer-refuse = يمكنكم رفض هذه الرسائل في أي وقت ودون أي تكلفة.
footer-member = وصلتكم هذه الرسالة لأنكم أعضاء في { $society }: العنوان { $email } موجود في القائمة «{ $list }».
footer-refuse-member = يمكنكم رفض هذه الرسائل في أي وقت مع البقاء أعضاءً.
footer-consent = وصلتكم هذه الرسالة لأن العنوان { $email } موجود في القائمة «{ $list }».
footer-unsubscribe = إلغاء الاشتراك
footer-preferences = اختيار ما يصلكم
footer-web = القراءة في المتصفح
footer-charity-number = جمعية خيرية مسجلة برقم { $number }
footer-replies = تصل الردود على هذه الرسالة إلى { $person }.
footer-privacy = أسئلة أو شكاوى حول استخدام بياناتكم الشخصية:

## في الجزء النصي: صورة، ورابط يبدأ رسالة

image-text = [صورة: { $alt }]
write-to-subject = اكتبوا إلى { $address }، الموضوع «{ $subject }»
write-to-text = اكتبوا إلى { $address }، النص «{ $text }»
write-to-both = اكتبوا إلى { $address }، الموضوع «{ $subject }»، النص «{ $text }»

## موعد الرسالة

event-calendar-removes = ملف التقويم المرفق بهذه الرسالة يحذف الموعد من تقويمكم.
event-calendar-adds = ملف التقويم المرفق بهذه الرسالة يضيف الموعد إلى تقويمكم.
event-calendar-link = <a>أضيفوه إلى تقويمكم</a>، أو افتحوا ملف التقويم المرفق بهذه الرسالة.
event-calendar-add = أضيفوه إلى تقويمكم
event-calendar-or = أو افتحوا ملف التقويم المرفق بهذه الرسالة.
event-at = { $day }، { $time }
event-times = من { $from } إلى { $to }
event-until = حتى { $end }
event-zone = { $time } ({ $zone })
event-cancelled = أُلغي
event-again = سيُعقد رغم ذلك
event-moved = نُقل من { $from } إلى { $to }
event-ends = ينتهي الآن: { $end }
event-place = المكان: { $place }
event-place-moved = نُقل من { $from } إلى { $to }

## رسالة تطلب الرأي

views-title = رأيك
views-reply = أجب عن هذه الرسالة واكتب رأيك.
views-reply-until = أجب عن هذه الرسالة واكتب رأيك. الموعد النهائي: { $until }.

## المناطق الزمنية، حسب المدينة التي سُميت بها

zone-other = بتوقيت { $city }
zone-amsterdam = بتوقيت أمستردام
zone-berlin = بتوقيت برلين
zone-brussels = بتوقيت بروكسل
zone-cairo = بتوقيت القاهرة
zone-dublin = بتوقيت دبلن
zone-kyiv = بتوقيت كييف
zone-lisbon = بتوقيت لشبونة
zone-london = بتوقيت لندن
zone-luxembourg = بتوقيت لوكسمبورغ
zone-madrid = بتوقيت مدريد
zone-new-york = بتوقيت نيويورك
zone-paris = بتوقيت باريس
zone-prague = بتوقيت براغ
zone-rome = بتوقيت روما
zone-vienna = بتوقيت فيينا
zone-warsaw = بتوقيت وارسو
zone-zurich = بتوقيت زيورخ

## كل الصفحات

page-charity-number = جمعية خيرية مسجلة برقم { $number }
page-privacy = أسئلة أو شكاوى حول استخدام بياناتكم الشخصية: <a>{ $contact }</a>
page-languages = اللغات

## إلغاء الاشتراك

unsubscribe-title = إلغاء الاشتراك
unsubscribe-question = هل تريدون إلغاء الاشتراك في «{ $list }»؟
unsubscribe-question-unnamed = هل تريدون إلغاء الاشتراك في هذه القائمة؟
unsubscribe-effect = بعد الضغط على الزر لن تصلكم رسائل من هذه القائمة.
unsubscribe-effect-notices = بعد الضغط على الزر لن تصلكم رسائل من هذه القائمة، ولا حتى الإشعارات الرسمية.
unsubscribe-button = إلغاء الاشتراك
unsubscribe-mistake = هل وصلتم إلى هنا بالخطأ؟ أغلقوا هذه الصفحة فحسب: ما زلتم في القائمة.
unsubscribe-fewer = هل تريدون رسائل أقل، أو قوائم أخرى؟ <a>اختاروا ما نرسله إليكم</a>.

unsubscribed-title = أُلغي اشتراككم
unsubscribed-heading = لم تعودوا في القائمة
unsubscribed-effect = لن تصلكم رسائل من <strong>«{ $list }»</strong>.
unsubscribed-effect-unnamed = لن تصلكم رسائل من هذه القائمة.
unsubscribed-undo = تراجع: إبقائي في القائمة
unsubscribed-undo-until = يمكنكم ذلك حتى { $day }، بالرابط الموجود في رسالتكم.
unsubscribed-others = هل أنتم في قوائم أخرى لدينا؟ <a>اطلعوا على ما نرسله إليكم أيضًا</a>.
reason-question = هل تودون أن تخبرونا بالسبب؟ لستم ملزمين بذلك.
reason-often = تصل الرسائل أكثر مما ينبغي
reason-topic = لا تتناول ما يهمني
reason-never-asked = لم أطلبها قط
reason-other = سبب آخر
reason-words = بكلماتكم
reason-send = إرسال
reason-received-title = شكرًا لكم
reason-received = سيقرأ هذا من يكتبون رسائلنا.
reason-received-next = يمكنكم إغلاق هذه الصفحة، أو <a>الاطلاع على ما نرسله إليكم أيضًا</a>.

resubscribed-title = أنتم في القائمة
resubscribed-heading = أنتم في القائمة من جديد
resubscribed-letters = ستصلكم رسائل <strong>«{ $list }»</strong> كما كانت.
resubscribed-letters-unnamed = ستصلكم الرسائل كما كانت.
resubscribed-notices = ستصلكم الإشعارات الرسمية من <strong>«{ $list }»</strong> كما كانت.
resubscribed-notices-unnamed = ستصلكم الإشعارات الرسمية كما كانت.
resubscribed-next = يمكنكم إغلاق هذه الصفحة، أو <a>اختيار ما نرسله إليكم</a>.

still-wanted-title = هل نواصل الكتابة إليكم؟
still-wanted-why = نرسل إليكم <strong>«{ $list }»</strong> ولم يصلنا منكم شيء منذ وقت طويل.
still-wanted-button = نعم، واصلوا الكتابة إليّ
still-wanted-otherwise = إن لم تفعلوا شيئًا فقد تتوقف الرسائل. وإن لم تعودوا تريدونها فاستعملوا رابط إلغاء الاشتراك في رسالتكم.
still-wanted-done = شكرًا: سنواصل الكتابة إليكم
still-wanted-letters = ستستمرون في تلقي <strong>«{ $list }»</strong>.

not-subscribed-title = لستم في هذه القائمة
not-subscribed-suppressed = لا تصلكم رسائل
not-subscribed-list = لا تصلكم رسائل من <strong>«{ $list }»</strong>. ليس عليكم فعل أي شيء آخر.
not-subscribed-unnamed = لا تصلكم رسائل من هذه القائمة. ليس عليكم فعل أي شيء آخر.
not-subscribed-undo = إعادتي إلى القائمة
not-subscribed-undo-until = يمكنكم ذلك حتى { $day }.
not-subscribed-return = هل تودون العودة؟ اكتبوا إلى <a>{ $contact }</a>.
not-subscribed-next = <a>اطلعوا على جميع قوائمنا</a> واختاروا ما نرسله إليكم.

suppressed-bounced = <strong>لا نرسل إليكم شيئًا حاليًا.</strong> عادت رسائلنا إلى عنوانكم دون تسليم، فتوقفنا عن إرسالها. هل عاد العنوان يعمل؟ اكتبوا إلى <a>{ $contact }</a>.
suppressed-complained = <strong>لا نرسل إليكم شيئًا حاليًا.</strong> أبلغنا مزود بريدكم أن إحدى رسائلنا وُسمت بأنها مزعجة، فتوقفنا عن إرسالها. هل كان ذلك خطأ؟ اكتبوا إلى <a>{ $contact }</a>.
suppressed-withheld = <strong>لا نرسل إليكم شيئًا حاليًا.</strong> طُلب منا عدم الكتابة إلى عنوانكم. هل كان ذلك خطأ؟ اكتبوا إلى <a>{ $contact }</a>.

test-letter-title = هذه رسالة تجريبية
test-letter = فتحتم الرابط الموجود في تجربة لرسالة. لا يخص هذا الرابط أحدًا، فليس هنا من يُلغى اشتراكه. في رسالة كل عضو يفتح هذا الرابط صفحة إلغاء الاشتراك.

## ما نرسله إليكم

preferences-title = رسائلكم
preferences-heading = ما نرسله إليكم
preferences-done-all = تم. تصلكم جميع رسائل <strong>«{ $list }»</strong>.
preferences-done-notices = تم. تصلكم الإشعارات الرسمية فقط من <strong>«{ $list }»</strong>.
preferences-done-nothing = تم. لن يصلكم شيء من <strong>«{ $list }»</strong>.
preferences-done-everything = تم. لم تعودوا في أي قائمة: لن يصلكم منا أي شيء.
preferences-refused = لم يتغير شيء: لا يمكن بهذا الرابط إعادتكم إلى <strong>«{ $list }»</strong>. اكتبوا إلى <a>{ $contact }</a> وسنفعل ذلك.
preferences-explanation = كل زر يعمل في الحال. <em>الإشعارات الرسمية</em> هي الرسائل القليلة التي يلزمنا نظامنا الأساسي بإرسالها، مثل الدعوة إلى الاجتماع السنوي.
preferences-state-all = تصلكم جميع الرسائل.
preferences-state-notices = تصلكم الإشعارات الرسمية فقط.
preferences-state-unsubscribed = ألغيتم الاشتراك: لا يصلكم شيء.
preferences-state-suppressed = أنتم في هذه القائمة، لكننا لا نرسل إليكم شيئًا حاليًا.
preferences-state-never = لستم في هذه القائمة.
preferences-all-again = جميع الرسائل من جديد<span> من «{ $list }»</span>
preferences-notices-again = الإشعارات فقط من جديد<span> من «{ $list }»</span>
preferences-notices-only = الإشعارات الرسمية فقط<span> من «{ $list }»</span>
preferences-unsubscribe = إلغاء الاشتراك<span> في «{ $list }»</span>
preferences-undo-until = يمكنكم العودة حتى { $day }، بالرابط الموجود في رسالتكم.
preferences-unsubscribe-all = إلغاء الاشتراك في جميع القوائم
preferences-unsubscribe-all-effect = عندئذ لن يصلكم منا أي شيء، ولا حتى الإشعارات الرسمية.
preferences-none = لستم في أي من قوائمنا. ليس عليكم فعل أي شيء آخر.

## استمارة الاشتراك

subscribe-title = الاشتراك
subscribe-title-wrong = خطأ: يُرجى مراجعة الاستمارة
subscribe-heading = رسائلنا بالبريد الإلكتروني
subscribe-heading-list = «{ $list }» بالبريد الإلكتروني
subscribe-again = اقتربتم من الانتهاء: يُرجى مراجعة الاستمارة والضغط على الزر مرة أخرى.
subscribe-lists = ما الرسائل التي تودون تلقيها؟
subscribe-lists-none = يُرجى اختيار قائمة واحدة على الأقل.
subscribe-address = عنوان بريدكم الإلكتروني
subscribe-trap = اتركوا هذا الحقل فارغًا
subscribe-refuse = لا، لا ترسلوا إليّ هذه الرسائل
subscribe-button = الاشتراك
subscribe-address-missing = يُرجى كتابة عنوان بريدكم الإلكتروني هنا.
subscribe-address-at = لا توجد علامة @ في «{ $address }». يُرجى كتابته مثل name@example.org.
subscribe-address-domain = في «{ $address }» نطاق لا يمكن أن يوجد. يُرجى كتابته مثل name@example.org.
subscribe-address-dot = في «{ $address }» نطاق بلا نقطة. يُرجى كتابته مثل name@example.org.
subscribe-address-ending = في «{ $address }» نطاق ينتهي بنهاية غير موجودة. يُرجى كتابته مثل name@example.org.
subscribe-address-quoted = في «{ $address }» علامات اقتباس قبل @. يُرجى كتابته بدونها، مثل name@example.org.
subscribe-address-long = العنوان «{ $address }» أطول من 254 حرفًا. يُرجى كتابته مثل name@example.org.
subscribe-address-wrong = «{ $address }» ليس عنوان بريد إلكتروني. يُرجى كتابته مثل name@example.org.
subscribe-address-letter = في «{ $address }» حرف قبل @ لا تقبله إلا خوادم بريد قليلة.
subscribe-refused-title = سُجل رفضكم
subscribe-refused = لن نرسل إليكم هذه الرسائل، ولم نحتفظ بشيء مما كتبتموه.
subscribe-busy-title = يُرجى المحاولة لاحقًا
subscribe-busy = استخدم كثيرون هذه الاستمارة قبل قليل، فهي مغلقة لبعض الوقت. يُرجى المحاولة لاحقًا.
subscribe-closed-title = الاستمارة مغلقة حاليًا
subscribe-closed = لا يمكننا حاليًا إرسال رسائل التأكيد، لذلك الاستمارة مغلقة.
subscribe-by-hand = هل تفضلون أن نضيفكم بأنفسنا؟ اكتبوا إلى <a>{ $contact }</a>.

consent-charity = تعطون { $society } عنوانكم لأنكم تدعموننا أو تهتمون بعملنا. سنرسل إليكم «{ $list }» بالبريد الإلكتروني، عن عملنا الخيري فقط، ما لم ترفضوا: اختاروا المربع لذلك. ويمكنكم الرفض أيضًا في أي وقت لاحق ودون أي تكلفة، بالرابط الموجود في كل رسالة أو بالكتابة إلى { $contact }. لا نستخدم عنوانكم إلا لهذه الرسائل.
consent-customer = تعطون { $society } عنوانكم لأنكم تشترون شيئًا منا أو تسألون عنه. سنرسل إليكم «{ $list }» بالبريد الإلكتروني، عن أمور مشابهة منا فقط، ما لم ترفضوا: اختاروا المربع لذلك. ويمكنكم الرفض أيضًا في أي وقت لاحق ودون أي تكلفة، بالرابط الموجود في كل رسالة أو بالكتابة إلى { $contact }. لا نستخدم عنوانكم إلا لهذه الرسائل.
consent-member = بالضغط على الزر تقرون بأنكم أعضاء في { $society }. سنرسل إليكم «{ $list }» بالبريد الإلكتروني بسبب عضويتكم. يمكنكم رفض هذه الرسائل في أي وقت مع البقاء أعضاءً، بالرابط الموجود في كل رسالة أو بالكتابة إلى { $contact }. لا نستخدم عنوانكم إلا لهذه الرسائل.
consent-list = بالضغط على الزر تطلبون من { $society } أن ترسل إليكم «{ $list }» بالبريد الإلكتروني. يمكنكم إلغاء الاشتراك في أي وقت، بالرابط الموجود في كل رسالة أو بالكتابة إلى { $contact }. لا نستخدم عنوانكم إلا لهذه الرسائل.
consent-lists = بالضغط على الزر تطلبون من { $society } أن ترسل إليكم الرسائل التي اخترتموها بالبريد الإلكتروني. يمكنكم إلغاء الاشتراك في أي وقت، بالرابط الموجود في كل رسالة أو بالكتابة إلى { $contact }. لا نستخدم عنوانكم إلا لهذه الرسائل.

check-mail-thanks = شكرًا لكم
check-mail-now = سنرسل الرسائل إلى العنوان الذي كتبتموه.
check-mail-unsubscribed = { $hours ->
    [zero] هل أُلغي اشتراك هذا العنوان من قبل؟ إذن أرسلنا إليه رسالة للتو: يُرجى الضغط على الزر الموجود فيها خلال { $hours } ساعة، لنعرف أنكم أصحاب الطلب.
    [one] هل أُلغي اشتراك هذا العنوان من قبل؟ إذن أرسلنا إليه رسالة للتو: يُرجى الضغط على الزر الموجود فيها خلال ساعة واحدة، لنعرف أنكم أصحاب الطلب.
    [two] هل أُلغي اشتراك هذا العنوان من قبل؟ إذن أرسلنا إليه رسالة للتو: يُرجى الضغط على الزر الموجود فيها خلال ساعتين، لنعرف أنكم أصحاب الطلب.
    [few] هل أُلغي اشتراك هذا العنوان من قبل؟ إذن أرسلنا إليه رسالة للتو: يُرجى الضغط على الزر الموجود فيها خلال { $hours } ساعات، لنعرف أنكم أصحاب الطلب.
    [many] هل أُلغي اشتراك هذا العنوان من قبل؟ إذن أرسلنا إليه رسالة للتو: يُرجى الضغط على الزر الموجود فيها خلال { $hours } ساعة، لنعرف أنكم أصحاب الطلب.
   *[other] هل أُلغي اشتراك هذا العنوان من قبل؟ إذن أرسلنا إليه رسالة للتو: يُرجى الضغط على الزر الموجود فيها خلال { $hours } ساعة، لنعرف أنكم أصحاب الطلب.
}
check-mail-heading = يُرجى مراجعة بريدكم
check-mail-sent = أرسلنا للتو رسالة إلى العنوان الذي كتبتموه، ما لم يكن في القائمة أصلًا.
check-mail-press = { $hours ->
    [zero] افتحوا الرابط الموجود في تلك الرسالة واضغطوا على الزر خلال { $hours } ساعة. وقبل ذلك لن نرسل إليكم أي رسائل.
    [one] افتحوا الرابط الموجود في تلك الرسالة واضغطوا على الزر خلال ساعة واحدة. وقبل ذلك لن نرسل إليكم أي رسائل.
    [two] افتحوا الرابط الموجود في تلك الرسالة واضغطوا على الزر خلال ساعتين. وقبل ذلك لن نرسل إليكم أي رسائل.
    [few] افتحوا الرابط الموجود في تلك الرسالة واضغطوا على الزر خلال { $hours } ساعات. وقبل ذلك لن نرسل إليكم أي رسائل.
    [many] افتحوا الرابط الموجود في تلك الرسالة واضغطوا على الزر خلال { $hours } ساعة. وقبل ذلك لن نرسل إليكم أي رسائل.
   *[other] افتحوا الرابط الموجود في تلك الرسالة واضغطوا على الزر خلال { $hours } ساعة. وقبل ذلك لن نرسل إليكم أي رسائل.
}
check-mail-approval = بعد ذلك ينظر شخص في طلبكم. تصل الرسائل بعد قبوله، وقد يستغرق ذلك بضعة أيام.
check-mail-missing = لم تصل رسالة بعد بضع دقائق؟ يُرجى البحث في مجلد البريد المزعج. لا نكتب إلى العنوان الواحد إلا مرة في اليوم، فلن يفيد ملء الاستمارة من جديد؛ أما الكتابة إلى <a>{ $contact }</a> فتفيد.

## الرابط الموجود في رسالة التأكيد

confirm-title = يُرجى التأكيد
confirm-question = هل تودون تلقي هذه الرسائل؟
confirm-question-list = هل تودون تلقي «{ $list }»؟
confirm-asked-list = طلب أحدهم من { $society } إرسالها إلى عنوانكم.
confirm-asked = طلب أحدهم من { $society } إرسال ما يلي إلى عنوانكم:
confirm-approval = ينظر شخص في كل طلب يخص «{ $list }». تصل الرسائل بعد قبول طلبكم، وقد يستغرق ذلك بضعة أيام.
confirm-button = نعم، أرسلوها إليّ
confirm-button-list = نعم، أرسلوا إليّ هذه الرسائل
confirm-not-me = لم تطلبوا ذلك؟ أغلقوا هذه الصفحة فحسب: لن نرسل أي رسائل ما لم تضغطوا على الزر أعلاه. ويمكنكم أيضًا أن تطلبوا منا ألا نسألكم مرة أخرى.
confirm-not-me-button = لم أطلب ذلك: لا تسألوا مرة أخرى

subscribed-title = شكرًا لكم
subscribed-heading = أهلًا بكم: أنتم في القائمة
subscribed-list = من الآن فصاعدًا سنرسل إليكم <strong>«{ $list }»</strong>.
subscribed-lists = من الآن فصاعدًا سنرسل إليكم:
subscribed-confirmed = شكرًا لكم: تأكد عنوانكم
subscribed-waiting = ينظر شخص الآن في طلبكم الخاص بـ <strong>«{ $list }»</strong>. تصل الرسائل بعد قبوله، وقد يستغرق ذلك بضعة أيام. ليس عليكم فعل أي شيء آخر.
subscribed-end = في كل رسالة رابط لإلغاء الاشتراك. يمكنكم إغلاق هذه الصفحة.

declined-title = لن نسأل مرة أخرى
declined-heading = لن نسألكم مرة أخرى
declined = لم تُضافوا إلى أي قائمة. لن تكتب استمارتنا إلى عنوانكم لمدة سنة، حتى لو أدخله أحدهم فيها.
declined-after-all = هل كنتم أصحاب الطلب فعلًا؟
declined-button = أريد الرسائل
declined-button-list = أريد «{ $list }»

expired-title = انتهت صلاحية هذا الرابط
expired = { $hours ->
    [zero] يعمل رابط التأكيد لمدة { $hours } ساعة. يُرجى ملء الاستمارة من جديد ثم الضغط على الزر في الرسالة الجديدة.
    [one] يعمل رابط التأكيد لمدة ساعة واحدة. يُرجى ملء الاستمارة من جديد ثم الضغط على الزر في الرسالة الجديدة.
    [two] يعمل رابط التأكيد لمدة ساعتين. يُرجى ملء الاستمارة من جديد ثم الضغط على الزر في الرسالة الجديدة.
    [few] يعمل رابط التأكيد لمدة { $hours } ساعات. يُرجى ملء الاستمارة من جديد ثم الضغط على الزر في الرسالة الجديدة.
    [many] يعمل رابط التأكيد لمدة { $hours } ساعة. يُرجى ملء الاستمارة من جديد ثم الضغط على الزر في الرسالة الجديدة.
   *[other] يعمل رابط التأكيد لمدة { $hours } ساعة. يُرجى ملء الاستمارة من جديد ثم الضغط على الزر في الرسالة الجديدة.
}
expired-button = العودة إلى الاستمارة
expired-by-hand = أو اكتبوا إلى <a>{ $contact }</a> وسنضيفكم بأنفسنا.

## ما لم ينجح

not-found-title = الصفحة غير موجودة
not-found-heading = لا نعرف هذا الرابط
not-found = ربما قطعه برنامج بريدكم. يُرجى الضغط من جديد على الرابط في أسفل رسالتكم.
not-found-reply = أو أجيبوا عن الرسالة بكلمة «إلغاء»: سنزيلكم من القائمة بأنفسنا.
error-title = عذرًا
error-heading = عذرًا، لم ينجح ذلك
error-many = وصلت طلبات كثيرة جدًا من شبكتكم. يُرجى الانتظار دقيقة.
error-gone = لم تعد هذه الرسالة متاحة على الويب.
error-server = لم يتغير شيء بعد: إذا طلبتم إلغاء الاشتراك فما زلتم في القائمة. يُرجى المحاولة من جديد بعد دقيقة.
error-unreadable = لم نستطع قراءة ما أرسله متصفحكم. يُرجى فتح الرابط الموجود في رسالتكم من جديد.
error-by-hand = هل تكرر هذا؟ اكتبوا إلى <a>{ $contact }</a> وسنفعل ذلك من أجلكم.

## رسالة التأكيد

mail-subject = يُرجى التأكيد: رسائل { $society }
mail-heading = هل تريدون هذه الرسائل؟
mail-asked = طلب أحدهم أن تصل رسائل { $society } إلى هذا العنوان:
mail-button = التأكيد في صفحتنا
mail-link = هل كنتم أصحاب الطلب؟ أكدوه في هذه الصفحة:
mail-or-reply = أو أجيبوا عن هذه الرسالة، بكلمات منكم أو بدونها.
mail-hours = { $hours ->
    [zero] يعمل الرابط لمدة { $hours } ساعة.
    [one] يعمل الرابط لمدة ساعة واحدة.
    [two] يعمل الرابط لمدة ساعتين.
    [few] يعمل الرابط لمدة { $hours } ساعات.
    [many] يعمل الرابط لمدة { $hours } ساعة.
   *[other] يعمل الرابط لمدة { $hours } ساعة.
}
mail-not-you = لم تطلبوا ذلك؟ لا تفعلوا شيئًا: لن تصل أي رسائل دون موافقتكم.
mail-never = وفي الصفحة نفسها يمكنكم أيضًا أن تطلبوا منا ألا نسأل مرة أخرى.
mail-reply = هل كنتم أصحاب الطلب؟ أجيبوا عن هذه الرسالة، بكلمات منكم أو بدونها.
mail-reply-hours = { $hours ->
    [zero] يمكنكم ذلك خلال { $hours } ساعة.
    [one] يمكنكم ذلك خلال ساعة واحدة.
    [two] يمكنكم ذلك خلال ساعتين.
    [few] يمكنكم ذلك خلال { $hours } ساعات.
    [many] يمكنكم ذلك خلال { $hours } ساعة.
   *[other] يمكنكم ذلك خلال { $hours } ساعة.
}

## الردود على رسالة: الأزرار

answer-by = نرجو الرد حتى <strong>{ $deadline }</strong>:
answer-please = نرجو الرد:
answer-places = عدد الأماكن: { $places }
answer-yes = سأحضر
answer-no = لا أستطيع الحضور
answer-apologies = أعتذر عن عدم الحضور
answer-maybe = ربما أحضر

## الردود على رسالة: الصفحة

answer-title = ردكم
answer-no-choice = لم يُرسل شيء بعد. يُرجى اختيار <a>أحد الردود</a>.
answer-no-guests = لم يُرسل شيء بعد. يُرجى اختيار <a>عدد الضيوف</a>.
answer-long-note = لم يُرسل شيء بعد. يُرجى تقصير <a>ملاحظتكم</a>. الحد الأقصى للأحرف: { $limit }
answer-recorded = شكرًا لكم. سجلنا:
answer-unchanged = كان هذا مسجلًا لدينا:
answer-guests = { $guests ->
    [one] مع ضيف واحد
    [two] مع ضيفين
    [few] مع { $guests } ضيوف
   *[other] مع { $guests } ضيفًا
}
answer-until = يمكنكم تغيير ردكم حتى { $deadline }.
answer-any-time = يمكنكم تغيير ردكم بهذا الرابط.
answer-full = لا توجد أماكن كافية. سجلنا أنكم تودون الحضور، لكن ليس لدينا مكان لكم بعد.
answer-earlier = يبقى ردكم السابق ساريًا:
answer-late = وصل هذا الرد متأخرًا فلا يُحسب، لكننا سجلناه:
answer-too-many = غيرتم ردكم مرات كثيرة، فلم يتغير شيء هذه المرة.
answer-write = هل تودون أن تخبرونا بشيء؟ اكتبوا إلى <a>{ $contact }</a>.
answer-cancelled = أُلغي هذا الحدث، فلم يعد هناك ما يُرد عليه.
answer-over = كان الرد ممكنًا حتى { $deadline }.
answer-of = هذا رد <strong>{ $reader }</strong>.
answer-so-far = الرد حتى الآن:
answer-none = لا يوجد رد بعد.
answer-waiting = طلبتم مكانًا حين لم تكن الأماكن كافية. سجلنا ذلك.
answer-places-left = الأماكن الشاغرة: { $left } من { $places }.
answer-places-none = كل الأماكن محجوزة. إذا كنتم تودون الحضور مع ذلك فأخبرونا هنا: سنسجل ذلك.
answer-guests-label = الضيوف الذين يحضرون معكم إن حضرتم
answer-note-label = ملاحظة لنا، إن شئتم
answer-send = إرسال الرد
answer-change = تغيير الرد
answer-not-you = ألستم { $reader }؟ إذن فقد أُعيد توجيه هذه الرسالة إليكم. يُرجى عدم الرد نيابة عن شخص آخر.
answer-nothing-title = لا يوجد هنا ما يُرد عليه
answer-nothing = لم تعد الرسالة التي ورد فيها هذا الرابط تقبل الردود.
answer-test = فتحتم زرًا في تجربة لرسالة. لا يخص هذا الزر أحدًا، فلا يُسجل هنا شيء. في رسالة كل عضو يفتح هذا الزر صفحة الرد.

## Letters on the web
web-readers = الأعضاء
web-sent = أُرسلت في { $date } إلى القائمة «{ $list }». هذه النسخة واحدة للجميع: بلا أسماء ولا روابط شخصية.
web-letters = الرسائل
web-all = جميع الرسائل
web-lists = القوائم
web-years = السنوات
web-none = لا توجد رسائل هنا بعد.
web-join = استلام الرسائل بالبريد الإلكتروني
web-feed = موجز الرسائل (Atom)
web-calendar = تقويم الفعاليات
web-files = ملفات هذه الرسالة
