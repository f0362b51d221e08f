/* People who do not exist: names out of lists, numbers and addresses that reach nobody.
 *
 * Its one rule: a person is a function of its number, so that whoever is posted twice is the same
 * person both times. Called by agency.c. */
#include "leadx/demo/person.h"

#include <assert.h>
#include <ctype.h>
#include <stdio.h>

#include "leadx/demo/chance.h"

#define COUNT(list) ((int)(sizeof list / sizeof list[0]))

static const char *const women[] = {"Anna",   "Maria",    "Elena",    "Olga",   "Natalia",
                                    "Irina",  "Svetlana", "Tatiana",  "Yulia",  "Daria",
                                    "Polina", "Vera",     "Ksenia",   "Alina",  "Marina",
                                    "Galina", "Sofia",    "Victoria", "Larisa", "Nadezhda"};
static const char *const men[] = {"Alexander",  "Dmitry", "Sergey",  "Andrey", "Alexey",
                                  "Maxim",      "Ivan",   "Mikhail", "Nikita", "Pavel",
                                  "Roman",      "Ilya",   "Oleg",    "Denis",  "Timur",
                                  "Konstantin", "Viktor", "Yury",    "Artem",  "Grigory"};
/* A woman's ends with an a more. */
static const char *const families[] = {
    "Ivanov",   "Petrov",    "Sidorov",    "Smirnov",  "Kuznetsov", "Popov",    "Vasiliev",
    "Sokolov",  "Mikhailov", "Novikov",    "Fedorov",  "Morozov",   "Volkov",   "Alekseev",
    "Lebedev",  "Semenov",   "Egorov",     "Pavlov",   "Kozlov",    "Stepanov", "Nikolaev",
    "Orlov",    "Andreev",   "Makarov",    "Nikitin",  "Zakharov",  "Zaitsev",  "Soloviev",
    "Borisov",  "Yakovlev",  "Grigoriev",  "Romanov",  "Vorobiev",  "Sergeev",  "Kuzmin",
    "Frolov",   "Dmitriev",  "Korolev",    "Gusev",    "Kiselev",   "Ilyin",    "Maksimov",
    "Polyakov", "Sorokin",   "Vinogradov", "Kovalev",  "Belov",     "Medvedev", "Antonov",
    "Tarasov",  "Zhukov",    "Baranov",    "Filippov", "Komarov",   "Davydov",  "Belyaev"};
static const char *const domains[] = {"example.com", "example.org", "example.net"};

static const char *const regions[] = {"RU-MOW", "RU-MOS", "RU-SPE", "RU-LEN", "RU-KGD", "RU-MUR",
                                      "RU-KDA", "RU-ROS", "RU-STA", "RU-VGG", "RU-NIZ", "RU-SAM",
                                      "RU-TA",  "RU-BA",  "RU-SVE", "RU-CHE", "RU-NVS"};
static const int region_weights[] = {26, 12, 13, 4, 2, 2, 8, 5, 3, 3, 5, 5, 5, 4, 5, 3, 5};

static struct chance draw(int64_t n, uint64_t what)
{
    assert(n >= 0 && n < DEMO_PEOPLE_MAX);
    return chance_of((uint64_t)n, what);
}

static void lower(char *text)
{
    for (; *text != '\0'; text++)
        *text = (char)tolower((unsigned char)*text);
}

json_t *demo_person_contact(int64_t n)
{
    struct chance c = draw(n, 'c');
    bool woman = chance_permille(&c, 540);
    const char *first =
        woman ? women[chance_below(&c, COUNT(women))] : men[chance_below(&c, COUNT(men))];
    char last[32], phone[24], mail[96];

    snprintf(last, sizeof last, "%s%s", families[chance_below(&c, COUNT(families))],
             woman ? "a" : "");
    /* 7919 and ten million have no common divisor: each n has a number of its own */
    snprintf(phone, sizeof phone, "+7973%07lld", (long long)(n * 7919 % DEMO_PEOPLE_MAX));
    snprintf(mail, sizeof mail, "%s.%s.%lld@%s", first, last, (long long)n,
             domains[chance_below(&c, COUNT(domains))]);
    lower(mail);
    json_t *contact =
        json_pack("{s:s, s:s, s:s}", "first_name", first, "last_name", last, "phone", phone);
    if (chance_permille(&c, 820))
        json_object_set_new(contact, "email", json_string(mail));
    return contact;
}

/* Incomes are many small and few large ones. */
static int64_t income(struct chance *c)
{
    int64_t base = chance_range(c, 30, 90);

    return 1000 * (base + chance_below(c, 60) * chance_below(c, 6));
}

json_t *demo_person_facts(int64_t n)
{
    struct chance c = draw(n, 'f');
    int64_t age = 18 + (chance_below(&c, 32) + chance_below(&c, 33)); /* most are around fifty */
    json_t *facts = json_pack("{s:s, s:I, s:s}", "region",
                              regions[chance_weighted(&c, region_weights, COUNT(regions))], "age",
                              (json_int_t)age, "language", chance_permille(&c, 960) ? "ru" : "en");

    if (chance_permille(&c, 700))
        json_object_set_new(facts, "income", json_integer(income(&c)));
    if (chance_permille(&c, 800))
        json_object_set_new(facts, "homeowner",
                            json_boolean(chance_permille(&c, age > 30 ? 620 : 200)));
    return facts;
}
