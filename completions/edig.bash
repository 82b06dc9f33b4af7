# bash completion for edig(1). The options are those that `edig --help` lists, so none is written here.

# The left sides of --help, one a line: "+[no]tls-ca[=FILE]", "--config", "-p".
_edig_listed()
{
    "$1" --help 2>/dev/null | sed -nE 's/^  (-.), (--[a-z-]+).*/\1\n\2/p; t; s/^  ([-+][^ ]+).*/\1/p'
}

# All spellings that begin like $2: +tls-ca= +notls-ca, and for "--" --tls-ca= --no-tls-ca.
_edig_spellings()
{
    local listed name
    while read -r listed; do
        name=${listed/\[no\]/}
        name=${name/\[=*/}
        name=${name/=*/=}
        case $2 in
            --*) name=${name/#+/--} ;;
        esac
        printf '%s\n' "$name"
        case $listed:$2 in
            +\[no\]*:--*) name=${name%=} && printf '%s\n' "--no-${name#--}" ;;
            +\[no\]*) name=${name%=} && printf '%s\n' "+no${name#+}" ;;
        esac
    done < <(_edig_listed "$1")
}

_edig()
{
    local cur prev words cword
    local types='A AAAA ANY AXFR CAA CDNSKEY CDS CNAME DNSKEY DS HTTPS MX NAPTR NS NSEC3PARAM PTR SOA SRV SSHFP SVCB
        TLSA TXT'
    _init_completion -n @:= || return

    case $prev in
        -t) COMPREPLY=($(compgen -W "$types" -- "${cur^^}")) && return ;;
        -c) COMPREPLY=($(compgen -W 'IN CH HS NONE ANY' -- "${cur^^}")) && return ;;
        -f | -k | --config | --resolv-conf) _filedir && return ;;
        -p | -b | -q | -x | -y) return ;;
    esac
    case $cur in
        @*) COMPREPLY=($(compgen -P @ -A hostname -W 'public public-filtering' -- "${cur#@}")) ;;
        [-+]*tls-ca=* | [-+]*html=* | [-+]*svg=*) cur=${cur#*=} && _filedir ;;
        [-+]*lang=*) COMPREPLY=($(compgen -W 'en ja' -- "${cur#*=}")) ;;
        [-+]*preflight=*) COMPREPLY=($(compgen -W 'validation signing' -- "${cur#*=}")) ;;
        [-+]*explain=*) COMPREPLY=($(compgen -W 'user short operator owner' -- "${cur#*=}")) ;;
        [-+]*=*) ;;
        [-+]*)
            COMPREPLY=($(compgen -W "$(_edig_spellings "$1" "$cur")" -- "$cur"))
            [[ ${COMPREPLY-} == *= ]] && compopt -o nospace
            ;;
        *) COMPREPLY=($(compgen -W "$types" -- "${cur^^}") $(compgen -A hostname -- "$cur")) ;;
    esac
} &&
    complete -F _edig edig
