/* Synonyms, a row for each meaning: English, Russian, Spanish, Portuguese, Norwegian Bokmål.
 *
 * Its one rule: a word stands once in a table, and only where it means one thing; what could be two
 * things is for --map to say. Read by import_map.c and import_value.c. */
#include "import_words.h"

#include <stddef.h>

const struct import_words import_headers[] = {
    {"external_id",
     "external id|lead id|id|record id|id лида|номер лида|номер заявки|идентификатор|"
     "id del lead|identificador|número de solicitud|id do lead|"
     "número do pedido|lead-id|referanse|saksnummer|kundenummer"},
    {"first_name", "first name|given name|forename|имя|nombre|nombre de pila|primeiro nome|"
                   "nome próprio|fornavn"},
    {"last_name", "last name|surname|family name|фамилия|apellido|apellidos|sobrenome|apelido|"
                  "último nome|etternavn"},
    {"middle_name", "middle name|patronymic|отчество|segundo nombre|nome do meio|mellomnavn"},
    {"name", "name|full name|contact name|client|customer|фио|ф.и.о.|имя и фамилия|клиент|"
             "контактное лицо|nombre completo|nombre y apellidos|cliente|contacto|nome|"
             "nome completo|contato|navn|fullt navn|kunde|kontaktperson"},
    {"phone",
     "phone|telephone|tel|mobile|mobile phone|cell|cell phone|phone number|телефон|"
     "номер телефона|мобильный|мобильный телефон|моб. телефон|тел|teléfono|móvil|"
     "teléfono móvil|celular|número de teléfono|telefone|telemóvel|telefone celular|"
     "número de telefone|telefon|telefonnummer|mobil|mobilnummer|mobiltelefon|tlf|whatsapp"},
    {"email", "email|e-mail|mail|email address|электронная почта|почта|эл. почта|"
              "адрес электронной почты|correo|correo electrónico|endereço de e-mail|"
              "correio eletrónico|correio eletrônico|e-post|epost|e-postadresse"},
    {"organisation",
     "organisation|organization|company|company name|организация|компания|"
     "название компании|empresa|compañía|razón social|nome da empresa|firma|bedrift|"
     "selskap|firmanavn"},
    {"registration_no", "registration no|registration number|tax id|vat|инн|огрн|cif|nif|cnpj|"
                        "organisasjonsnummer|org.nr"},
    {"position", "position|job title|должность|cargo|puesto|stilling"},
    {"temperature", "temperature|lead temperature|температура|температура лида|temperatura|"
                    "temperatur"},
    {"purchase_by", "purchase by|purchase date|дата покупки|планируемая дата|fecha de compra|"
                    "data da compra|data de compra|kjøpsdato"},
    {"consent_text", "consent|consent text|opt-in text|согласие|текст согласия|consentimiento|"
                     "texto del consentimiento|consentimento|texto do consentimento|samtykke|"
                     "samtykketekst"},
    {"consent_given_at", "consent given at|consent date|consent time|opt-in date|opt-in time|"
                         "created|created at|created time|date|submitted at|дата согласия|"
                         "дата заявки|дата создания|дата|дата и время|fecha|fecha de alta|"
                         "fecha de consentimiento|fecha de solicitud|data|data de cadastro|"
                         "data do consentimento|data de criação|dato|opprettet|samtykkedato"},
    {"consent_ip", "ip|ip address|consent ip|ip адрес|айпи|dirección ip|endereço ip|ip-adresse"},
    {"consent_user_agent", "user agent|browser|браузер|navegador|nettleser"},
    {"consent_proof_url", "proof url|consent proof|certificate url|jornaya|trustedform|"
                          "trustedform url|ссылка на согласие|prueba de consentimiento|"
                          "comprovante de consentimento|samtykkebevis"},
    {"consent_expires_at", "consent expires at|consent until|согласие до|consentimiento hasta|"
                           "consentimento até|samtykke til"},
    {"campaign", "campaign|campaign name|utm campaign|кампания|рекламная кампания|campaña|campanha|"
                 "kampanje"},
    {"ad_group", "ad group|adset|adset name|группа объявлений|grupo de anuncios|"
                 "grupo de anúncios|annonsegruppe"},
    {"channel", "channel|канал|canal|kanal"},
    {"sub",
     "sub|sub id|subid|sub1|sub2|sub3|sub4|sub5|click id|clickid|gclid|utm content|utm term"},
    /* fields that niches often have; only where the niche does */
    {"region", "region|state|province|регион|область|región|provincia|região|estado|fylke"},
    {"city", "city|town|город|ciudad|cidade|by|poststed"},
    {"country", "country|страна|país|land"},
    {"postcode", "postcode|post code|zip|zip code|postal code|индекс|почтовый индекс|"
                 "código postal|cep|postnummer"},
    {"age", "age|возраст|лет|edad|idade|alder"},
    {"income", "income|monthly income|доход|зарплата|ingresos|renta|renda|rendimento|inntekt"},
    {"language", "language|язык|idioma|lengua|língua|språk"},
    {"homeowner", "homeowner|home owner|owns home|собственник|собственник жилья|своё жильё|"
                  "propietario|vivienda propia|proprietário|casa própria|boligeier|eier bolig"},
    {"gender", "gender|sex|пол|género|sexo|gênero|kjønn"},
    {"birth_date", "birth date|date of birth|birthday|дата рождения|fecha de nacimiento|"
                   "data de nascimento|fødselsdato"},
    {"budget", "budget|бюджет|presupuesto|orçamento|budsjett"},
    {NULL, NULL},
};

const struct import_words import_booleans[] = {
    {"true", "yes|y|true|1|on|x|да|д|истина|есть|sí|si|s|verdadero|sim|verdadeiro|ja|j|sann"},
    {"false", "no|n|false|0|off|нет|н|ложь|falso|não|nao|nei|usann"},
    {NULL, NULL},
};

const struct import_words import_temperatures[] = {
    {"hot", "hot|горячий|горячая|горячее|caliente|quente|het|hett"},
    {"warm", "warm|тёплый|тёплая|тёплое|tibio|tibia|templado|morno|morna|varm|varmt|lunken"},
    {"cold", "cold|холодный|холодная|холодное|frío|fría|frio|fria|kald|kaldt"},
    {NULL, NULL},
};

const struct import_words import_languages[] = {
    {"en", "english|английский|inglés|inglês|engelsk"},
    {"ru", "russian|русский|ruso|russo|russisk"},
    {"es", "spanish|испанский|español|castellano|espanhol|spansk"},
    {"pt", "portuguese|португальский|português|portugués|portugisisk"},
    {"nb", "norwegian|bokmål|норвежский|noruego|norueguês|norsk"},
    {"de", "german|немецкий|alemán|alemão|tysk|deutsch"},
    {"fr", "french|французский|francés|francês|fransk|français"},
    {"uk", "ukrainian|украинский|ucraniano|ukrainsk"},
    {NULL, NULL},
};
