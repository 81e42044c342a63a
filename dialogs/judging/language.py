"""Is a line English? Function words decide, so that a name or a foreign term in an English line does not count."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Sequence

from dialogs.judging.line import words

# Function words and the commonest words of sales talk. Words that other languages share ("die", "in", "was") stand
# here too: a word that English has never counts against a line.
_WORDS = """
a about above across actually after again against ago ahead all almost along already also although always am among an
and another any anybody anyone anything anyway are aren't around as ask at away back bad be because been before behind
being below best better between big both bring but buy by call came can can't cannot cause change come comes correct
cost could couldn't currently customer customers daily day days deal did didn't different do does doesn't doing don't
done down during each early easy either else end enough especially even ever every everybody everyone everything
exactly far feel few find fine first for four from full further get gets getting give given go goes going gone good got
great had hadn't happen happened happens hard has hasn't have haven't having he he'd he'll he's hear help her here hers
herself him himself his hour hours how how's however i i'd i'll i'm i've idea if important in instead into is isn't
issue issues it it'd it'll it's its itself job just keep kind know last late later least less let let's like little long
look lot lots made make makes making many may maybe me mean means meet might mind mine minute minutes money month months
more most much must my myself name near need needs never new next no nobody none nor not nothing now number of off often
oh ok okay old on once one ones only onto open or order orders other others ought our ours ourselves out over own pay
people per perhaps person place please point possible price problem problems process put question quite rather read
real really right run runs said same saw say saying says see seem seems seen several shall she she'd she'll she's short
should shouldn't show side since site small so some somebody someone something sometimes somewhere soon sorry sort
sound sounds staff start starts still stop stuff such sure system take takes talk team teams tell than thank thanks that
that's the their theirs them themselves then there there's these they they'd they'll they're they've thing things think
third this those though thought three through throughout till time times to today together told tomorrow too took
toward towards try trying turn two type typical typically under understand understood unless until up upon us use used
using usual usually value various versus very via want wants was wasn't way we we'd we'll we're we've week weeks well
went were weren't what what's whatever when whenever where where's wherever whether which whichever while who who's
whoever whole whom whose why will with within without won't wonder wondering work works would wouldn't wrong yeah year
years yes yesterday yet you you'd you'll you're you've your yours yourself yourselves im ive id whats hows wheres whos
thats dont doesnt didnt isnt arent wasnt cant couldnt wouldnt shouldnt youre youve theyre theres lets u ur ya gonna
gotta kinda cos coz bout plz pls thx hi hello hey
"""
ENGLISH = frozenset(_WORDS.split())

_OTHERS = {
    "German": """
        was will also in so am an kostet passiert danach wieso stunde tag woche uhr pro wäre würde hätte müssten
        der das ist und nicht ich sie wir mit für auf ein eine einen einem einer eines den dem des von zu zum zur
        wie wo warum wann wer wen wem welche welcher welches viele viel haben habt hat hast hatte sind seid wird
        werden wurde kann können könnte könnten möchte möchten muss müssen soll sollen sollte auch noch nur schon
        sehr mehr oder aber wenn weil dass daß bei nach über unter aus durch gegen ohne uns unser unsere unseren ihr
        ihre ihren ihrem ihnen mein meine dein deine kein keine sich er es im am vom beim bitte danke guten gut gibt
        geht machen macht mal denn dann doch heute jetzt hier welchen wieviel oft lange bis
    """,
    "French": """
        le la les des du et est dans pour que qui quoi quel quelle quels quelles vous nous votre vos notre nos je tu
        il elle ils elles ce cette ces cet avec sur par pas ne ou où mais donc comment combien pourquoi quand avez
        avons sont êtes être avoir fait faites faire ont aux au une un sans sous chez leur leurs mon ma mes ses son
        plus moins très bien bonjour merci c'est qu'est qu'est-ce est-ce d'un d'une l'on j'ai n'est y a-t-il avez-
        vous aussi encore déjà tout tous toute toutes peut pouvez peux voulez aujourd'hui comme entre depuis
    """,
    "Spanish": """
        el la los las de del y es en para por que qué quién quiénes cuál cuáles cuánto cuántos cuántas cuándo cómo
        como dónde porque usted ustedes su sus nuestro nuestra nuestros con sin sobre una uno unos unas un no al lo
        le les se me te nos muy más pero está están estamos son ser tiene tienen tenemos hay hace hacen hacer puede
        pueden podría gracias buenos buenas días hola si sí este esta estos estas eso esto ese todo todos también ya
        cuando desde hasta entre ha han quiere ustedes qué
    """,
    "Portuguese": """
        o os as do da dos das de e é em no na nos nas para por que quem qual quais quanto quantos quantas quando
        como onde porque você vocês seu sua seus suas nosso nossa com sem sobre uma um uns umas não ao aos à se me
        muito mais mas está estão são ser tem têm temos há faz fazem fazer pode podem poderia obrigado obrigada bom
        dia olá sim este esta isso isto todo todos também já até entre pela pelo
    """,
    "Italian": """
        oggi adesso ora vostra azienda ancora quindi poi perche
        il lo la gli le di del della dei delle degli e è in per che chi quale quali quanto quanti quante quando come
        dove perché lei voi vostro vostra vostri suo sua nostro nostra con senza su sul sulla un uno una non al alla
        si mi ti ci vi molto più ma sono essere avete abbiamo hanno ha fa fate fare può possono potete grazie
        buongiorno ciao sì questo questa questi anche già fino tra nel nella dal dalla cosa c'è ogni
    """,
    "Dutch": """
        de het een en van ik je jij jullie u uw wij ze zij zijn heeft hebben heb hebt wat wie waar waarom wanneer
        hoe hoeveel welke niet met voor op aan bij naar om te dat die deze dit er ook nog maar als dan of door over
        uit geen onze ons kunt kunnen kan moet moeten wordt worden werd zou zouden gaat gaan doet doen graag dank
        goedemorgen goedendag hallo veel meer heel tot vaak lang mijn zo
    """,
    "Polish": """
        i w na z do nie się jest są co jak kto gdzie dlaczego kiedy ile który która które jakie jaki czy to że dla
        od po przez pan pani państwo państwa wasz wasze macie ma mają mamy być może można bardzo więcej ale lub oraz
        tak dzień dobry dziękuję proszę u za o ten ta tym tego jeśli często
    """,
    "Czech": """
        a v na z do ne se je jsou co jak kdo kde proč kdy kolik který která které jaký jaké zda to že pro od po přes
        vy váš vaše máte má mají máme být může velmi více ale nebo ano dobrý den děkuji prosím u za o ten ta tento
        jste jsme když často
    """,
    "Swedish": """
        och att det är en ett som på för av med inte den till har hur vad vem var varför när vilka vilken vilket
        många mycket ni er era vi vår våra jag du de om men eller från kan skulle ska måste finns blir göra gör
        också bara tack hej god dag sig sin ofta hos efter
    """,
    "Danish": """
        og at det er en et som på for af med ikke den til har hvordan hvad hvem hvor hvorfor hvornår hvilke hvilken
        mange meget i jeres vi vores jeg du de om men eller fra kan skulle skal må findes bliver gøre gør også kun
        bare tak hej god dag sig sin ofte hos efter når
    """,
    "Norwegian": """
        og at det er en et som på for av med ikke den til har hvordan hva hvem hvor hvorfor når hvilke hvilken mange
        mye dere deres vi vår våre jeg du de om men eller fra kan skulle skal må finnes blir gjøre gjør også bare
        takk hei god dag seg sin ofte hos etter
    """,
    "Finnish": """
        ja on ei se että mitä miten kuka missä miksi milloin kuinka monta paljon teillä te teidän meillä me olette
        ovat oli ole mutta tai kun jos niin myös vain kiitos hei päivää voi voisi mikä mitkä tämä usein
    """,
    "Hungarian": """
        a az és egy nem hogy van vannak mi ki hol miért mikor mennyi hány hogyan milyen melyik ön önök önöknek is de
        vagy ha csak már még nagyon köszönöm jó napot volt lesz kell lehet ez azt ezt
    """,
    "Romanian": """
        și si în la de cu pe nu este sunt ce cine unde cum când cât câți câte care aveți are au avem dumneavoastră
        voi vă noi nostru pentru din că sau dar mai foarte mult bună ziua mulțumesc un o poate puteți ați
    """,
    "Turkish": """
        ve bir bu da de mi m\u0131 mu ne nas\u0131l kim nerede neden niçin zaman kaç hangi var yok için ile çok daha ama
        veya siz sizin biz bizim kadar gibi olan olarak merhaba teşekkürler günayd\u0131n değil
        m\u0131s\u0131n\u0131z musunuz oluyor
    """,
    "Croatian": """
        i u na s do ne se je su što šta kako tko ko gdje zašto kada koliko koji koja koje da li za od po vi vaš vaše
        imate ima imaju imamo biti može vrlo više ali ili dobar dan hvala molim često
    """,
    "Indonesian": """
        yang dan di ke dari untuk dengan ini itu apa siapa bagaimana berapa kapan kenapa mengapa mana anda kami kita
        ada tidak bisa akan sudah lebih atau juga banyak terima kasih selamat pagi sering
    """,
    "Latin": """
        lorem ipsum dolor amet consectetur adipiscing elit sed eiusmod tempor incididunt ut labore et dolore magna
        aliqua enim minim veniam quis nostrud exercitation ullamco laboris nisi aliquip ex ea commodo consequat duis
        aute irure reprehenderit voluptate velit esse cillum fugiat nulla pariatur excepteur sint occaecat cupidatat
        proident sunt culpa officia deserunt mollit anim est laborum quid quod quot qui quam non cum vestra habetis
    """,
    "Vietnamese": """
        bao nhieu nhi\u1ec1u bạn của không có là gì tại sao khi nào như thế cho với anh chị em moi mỗi tuần tuan
        don đơn hang hàng mọi sẽ đừng ai lập kế hoạch
    """,
    "Tagalog": """
        ang ng mga ninyo kayo kayong ako ikaw siya kami tayo sila hindi huwag magkano ilan ilang sino saan kailan
        bakit paano nang kada isang gumagawa po opo
    """,
    "Swahili": """
        kwa ya wa kila nani gani kiasi kitu sawa hii hiyo yako wako yenu wiki mwaka ngapi wapi lini kwanini vipi sana
        ndiyo hapana anapanga kitakuwa usijali
    """,
    "Afrikaans": """
        julle ons moenie nie wees wat kos doen die beplanning hoekom wanneer waar hoe baie asseblief bestellings per
        jaar en het dit
    """,
    "Hindi": """
        aap aapko aapka aapke hai hain ka ki ke ko kya kitna kitne kitni mein nahi isse uske kaun karta karte hota hoti
        kab kahan kaise kyun aur sab theek jayega kijiye chinta mat nuksan hafte
    """,
}
FOREIGN = {name: frozenset(text.split()) for name, text in _OTHERS.items()}
_MOST_REMEMBERED = 8_192  # words: the same few thousand make most of what people type
_ANY_FOREIGN = frozenset().union(*FOREIGN.values())
_POLITE = frozenset(
    {"sie", "ihr", "ihre", "ihren", "ihrem", "ihnen", "u", "lei", "pan", "pani"}
)  # capitals by courtesy
_SHARED = (ENGLISH & _ANY_FOREIGN) | {
    "per",
    "week",
    "bad",
    "man",
    "plan",
    "system",
    "problem",
    "problems",
    "job",
    "i",
    "u",
    "a",
}
# How English content words end: one of them in a line without function words, and the line passes.
_ENDINGS = ("ing", "ed", "tion", "tions", "ly", "ness", "ment", "ments", "able", "ity", "ight", "ough", "ery", "ers")


def _english_words(found: Sequence[str]) -> int:
    """Count the words that only English has among its function words and everyday words."""
    return sum(map(_is_only_english, found))


@functools.lru_cache(maxsize=_MOST_REMEMBERED)
def _is_only_english(word: str) -> bool:
    return (word in ENGLISH or word.partition("'")[0] in ENGLISH) and word not in _SHARED


@functools.lru_cache(maxsize=_MOST_REMEMBERED)
def _foreign_pieces(word: str) -> frozenset[str]:
    """Return what of a word, whole or at its hyphens and apostrophes, some other language has and English has not."""
    return _ANY_FOREIGN & ({word, *word.replace("-", "'").split("'")} - ENGLISH)


def _foreign_words(found: Sequence[str]) -> int:
    """Count the words of the one language that fits best, each once; words that English has too do not count."""
    pieces = frozenset().union(*map(_foreign_pieces, found))
    if not pieces:
        return 0
    return max(len(pieces & own) for own in FOREIGN.values())


def _without_names(text: str, lower: str) -> Sequence[str]:
    """Return the words without capitalised ones inside the line: "La Paz" and "El Paso" are no Spanish."""
    if text.isupper():
        return words(lower)
    spelt = words(text)
    return [word for n, word in enumerate(words(lower)) if n == 0 or word in _POLITE or not spelt[n][0].isupper()]


def _mostly_another_script(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    other = sum(1 for c in letters if c > "\u024f" and not unicodedata.name(c, "").startswith("LATIN"))
    return other >= 2 and other * 2 > len(letters)


def is_foreign(text: str, lower: str) -> bool:
    """
    Return True only where the line is clearly not English.

    A short fragment, a list of names, broken English and an English line with foreign words in it all
    count as English: a wrong refusal costs more than a strange line that the model abstains on.
    """
    if not text.isascii() and _mostly_another_script(text):
        return True
    found = words(lower)
    if len(found) < 2:
        return False
    foreign = _foreign_words(_without_names(text, lower)) if any(map(_foreign_pieces, found)) else 0
    english = _english_words(found)
    if foreign >= 2 and (foreign > 2 * english or (foreign >= 4 and foreign > english)):
        return True
    return not english and len(found) >= 3 and _is_strange(text, found, foreign=foreign)


def _is_strange(text: str, found: Sequence[str], *, foreign: int) -> bool:
    """Return True for a line without any English, with signs of another language, that is no list of names."""
    if any(word.endswith(_ENDINGS) for word in found):
        return False
    if sum(word.islower() for word in words(text)) * 2 < len(found):
        return False
    letters = sum(1 for c in text if c.isalpha() and not c.isascii())
    return text.lstrip().startswith(("\u00bf", "\u00a1")) or (len(found) >= 4 and (foreign >= 1 or letters >= 2))
