# fish completion for edig(1). The options are those that `edig --help` lists, so none is written here.

# "spelling<TAB>help" of every option in --help, with a plus and with dashes.
function __edig_options
    set -l program (commandline -opc)[1]
    set -l tab \t
    set -l listed '^  (?:-., )?([-+]\S+)(?: [A-Z]\S*)?(?: {2,}(.*))?$'
    for line in ($program --help 2>/dev/null | string match -r -- '^  [-+].*')
        set -l parts (string match -r -- $listed $line)
        set -l text $parts[3]
        set -l name (string replace -r -- '\[?=.*' '' (string replace '[no]' '' -- $parts[2]))
        set -l equals (string match -r -- '(?<!\[)=' $parts[2])
        string match -q -- '-?, *' (string trim -- $line); and echo (string sub -s 3 -l 2 -- $line)$tab$text
        echo "$name$equals$tab$text"
        string match -q -- '+*' $name; or continue
        set name (string sub -s 2 -- $name)
        echo "--$name$equals$tab$text"
        string match -q -- '*[no]*' $parts[2]; and printf '%s\n' "+no$name"$tab"not: $text" "--no-$name"$tab"not: $text"
    end
end

set -l types A AAAA ANY AXFR CAA CDNSKEY CDS CNAME DNSKEY DS HTTPS MX NAPTR NS NSEC3PARAM PTR SOA SRV SSHFP SVCB TLSA TXT

complete -c edig -f
complete -c edig -n 'string match -qr -- "^[-+]" (commandline -ct)' -a '(__edig_options)'
complete -c edig -n 'not string match -qr -- "^[-+@]" (commandline -ct)' -a "$types" -d Type
complete -c edig -n 'string match -q -- "@*" (commandline -ct)' -a '@{public,public-filtering} @(__fish_print_hostnames)' -d Server
complete -c edig -n 'string match -qr -- "^[-+]+explain=" (commandline -ct)' -a '+explain={user,short,operator,owner} --explain={user,short,operator,owner}'
complete -c edig -n 'string match -qr -- "^[-+]+lang=" (commandline -ct)' -a '+lang={en,ja} --lang={en,ja}'
complete -c edig -n 'string match -qr -- "^[-+]+preflight=" (commandline -ct)' -a '+preflight={validation,signing} --preflight={validation,signing}'
complete -c edig -n 'string match -qr -- "^[-+]+tls-ca=" (commandline -ct)' -a '(__fish_complete_suffix .pem)'
complete -c edig -n 'string match -qr -- "^[-+]+(html|svg)=" (commandline -ct)' -a '(__fish_complete_suffix .html .svg)'
complete -c edig -s t -x -a "$types" -d 'The type'
complete -c edig -s c -x -a 'IN CH HS NONE ANY' -d 'The class'
complete -c edig -s f -r -F -d 'Questions from a file'
