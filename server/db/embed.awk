# Turns SQL files into C, at build time, with nothing but awk (mawk is enough).
#
#   awk -v mode=stmts -f server/db/embed.awk orders.sql   > orders.sql.h   one struct stmt a "-- name:" section
#   awk -v mode=files -f server/db/embed.awk schema/*/*.sql > embedded.c   whole files, as an array of name and text
#
# A statements file:
#
#   -- name: order_get            (the C name is stmt_order_get; add the word binary for binary results)
#   select ... where id = $1::uuid
#
# Comments are dropped, a semicolon at the end too; $1 ... $n must be used without a gap. Whatever breaks these
# rules stops the build with file and line. Whole files are kept byte for byte (a missing last newline is added),
# so that the lines of an SQL error are the lines of the file.

BEGIN {
    failed = 0
    if (mode == "files")
        embed_files()
    else if (mode == "stmts" && ARGC == 2)
        embed_stmts(ARGV[1])
    else
        fail("usage: awk -v mode=stmts|files -f embed.awk FILE...")
    exit failed
}

function fail(why)
{
    print "embed.awk: " why > "/dev/stderr"
    failed = 1
    exit 1
}

# One line of text as the inside of a C string literal. Byte by byte: awks disagree on backslashes in gsub.
function c_escape(s,    i, c, out)
{
    if (s !~ /[\\"\t\r]/)
        return s
    out = ""
    for (i = 1; i <= length(s); i++) {
        c = substr(s, i, 1)
        if (c == "\\" || c == "\"")
            out = out "\\" c
        else if (c == "\t")
            out = out "\\t"
        else if (c == "\r")
            out = out "\\r"
        else
            out = out c
    }
    return out
}

# ---- whole files

function embed_files(    i, line, got, lines, parts, n)
{
    print "/* Made by server/db/embed.awk: do not edit. */"
    print "#include \"leadx/db/embedded.h\"\n"
    print "const struct embedded_file embedded_files[] = {"
    for (i = 1; i < ARGC; i++) {
        n = split(ARGV[i], parts, "/")
        printf "    {\"%s\",", (n > 1 ? parts[n - 1] "/" : "") parts[n]
        lines = 0
        while ((got = (getline line < ARGV[i])) > 0) {
            printf "\n     \"%s\\n\"", c_escape(line)
            lines++
        }
        if (got < 0)
            fail("cannot read " ARGV[i])
        close(ARGV[i])
        print (lines == 0 ? " \"\"}," : "},")
    }
    print "    {0, 0},\n};"
}

# ---- named statements

function embed_stmts(path,    line, got)
{
    file = path
    print "/* Made by server/db/embed.awk from " basename(path) ": do not edit. */"
    guard = "LEADX_" toupper(basename(path)) "_H"
    gsub(/[^A-Z0-9_]/, "_", guard)
    print "#ifndef " guard "\n#define " guard "\n"
    print "#include \"leadx/db/stmt.h\""
    name = ""
    line_no = 0
    while ((got = (getline line < path)) > 0) {
        line_no++
        sub(/\r$/, "", line)
        if (line ~ /^[ \t]*--[ \t]*name:/)
            stmt_begin(line)
        else
            stmt_line(line)
    }
    if (got < 0)
        fail("cannot read " path)
    stmt_end()
    print "\n#endif"
}

function basename(path,    parts, n)
{
    n = split(path, parts, "/")
    return parts[n]
}

function fail_at(why)
{
    fail(file ":" line_no ": " why)
}

function stmt_begin(line,    words, n)
{
    stmt_end()
    sub(/^[ \t]*--[ \t]*name:[ \t]*/, "", line)
    n = split(line, words, " ")
    if (n < 1 || n > 2 || words[1] !~ /^[a-z][a-z0-9_]*$/ || (n == 2 && words[2] != "binary"))
        fail_at("expected: -- name: lower_case_name [binary]")
    if (length(words[1]) > 62)
        fail_at("name longer than 62 bytes")
    if (words[1] in seen)
        fail_at("second statement named " words[1])
    name = words[1]
    seen[name] = 1
    binary = (n == 2)
    started = line_no
    text = ""
    params = 0
    ended = 0
    quote = ""
    split("", used)
}

# Walks one line: drops comments, counts parameters outside of quotes, finds the statement's end.
function stmt_line(line,    i, c, out, num)
{
    out = ""
    for (i = 1; i <= length(line); i++) {
        c = substr(line, i, 1)
        if (quote != "") {
            if (c == quote)
                quote = ""
        } else if (c == "-" && substr(line, i + 1, 1) == "-") {
            break
        } else if (c == "'" || c == "\"") {
            quote = c
        } else if (c == ";") {
            ended = 1
            continue
        } else if (c == "$" && match(substr(line, i + 1), /^[0-9]+/)) {
            num = substr(line, i + 1, RLENGTH) + 0
            used[num] = 1
            if (num > params)
                params = num
        }
        if (ended && c !~ /[ \t]/)
            fail_at("text after the semicolon: one statement a section")
        out = out c
    }
    if (quote == "")
        sub(/[ \t]+$/, "", out)
    if (out == "")
        return
    if (name == "")
        fail_at("text before the first -- name: line")
    text = text "\n           \"" c_escape(out) "\\n\""
}

function stmt_end(    i)
{
    if (name == "")
        return
    if (text == "")
        fail(file ":" started ": statement " name " is empty")
    if (quote != "")
        fail(file ":" started ": statement " name " has an open quote")
    if (params > 64)
        fail(file ":" started ": statement " name " has more than 64 parameters")
    for (i = 1; i <= params; i++)
        if (!(i in used))
            fail(file ":" started ": statement " name " does not use $" i)
    printf "\nstatic const struct stmt stmt_%s __attribute__((unused)) = {\n", name
    printf "    .name = \"%s\",\n    .sql =%s,\n    .n_params = %d,\n    .binary_result = %s,\n};\n", \
        name, text, params, binary ? "true" : "false"
    name = ""
}
