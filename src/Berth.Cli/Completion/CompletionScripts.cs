namespace Berth.Cli.Completion;

/// <summary>The shells' side of completion: each script asks the program itself, so that it never goes stale.</summary>
internal static class CompletionScripts
{
    public static string Bash(string program) => $$"""
        # bash completion for {{program}}: source it, or put it into /etc/bash_completion.d/
        _{{program}}_complete() {
            local line="${COMP_LINE:0:$COMP_POINT}" word reply
            local -a words=("${COMP_WORDS[@]:1:COMP_CWORD}")
            COMPREPLY=()
            # bash splits words at ':' and '='; the program wants them whole.
            if [[ "$line" =~ [^[:space:]]*[:=][^[:space:]]*$ ]]; then
                word="${BASH_REMATCH[0]}"
                local -a whole
                read -ra whole <<< "$line"
                words=("${whole[@]:1}")
            fi
            while IFS= read -r reply; do
                case "$reply" in
                    ':files') COMPREPLY+=($(compgen -f -- "${COMP_WORDS[COMP_CWORD]}")); compopt -o filenames 2> /dev/null ;;
                    ':nospace') compopt -o nospace 2> /dev/null ;;
                    *)
                        if [[ -n "$word" ]]; then
                            local cut="${word%"${COMP_WORDS[COMP_CWORD]}"}"
                            [[ "${COMP_WORDS[COMP_CWORD]}" == [:=] ]] && cut="$word"
                            reply="${reply#"$cut"}"
                        fi
                        COMPREPLY+=("$reply") ;;
                esac
            done < <({{program}} __complete -- "${words[@]}" 2> /dev/null)
        }
        complete -F _{{program}}_complete {{program}}

        """;

    public static string Zsh(string program) => $$"""
        #compdef {{program}}
        # zsh completion for {{program}}: put it as _{{program}} into a directory of $fpath, or source it after compinit
        _{{program}}() {
            local -a replies plain
            local reply
            replies=("${(@f)$({{program}} __complete -- "${(@)words[2,CURRENT]}" 2> /dev/null)}")
            for reply in $replies; do
                case "$reply" in
                    :files) _files ;;
                    :nospace) ;;
                    ?*) plain+=("$reply") ;;
                esac
            done
            (( $#plain )) && compadd -- $plain
        }
        if [ "$funcstack[1]" = "_{{program}}" ]; then
            _{{program}} "$@"
        else
            compdef _{{program}} {{program}}
        fi

        """;

    public static string Fish(string program) => $$"""
        # fish completion for {{program}}: put it as {{program}}.fish into ~/.config/fish/completions
        function __{{program}}_complete
            set -l words (commandline -opc) (commandline -ct)
            for reply in ({{program}} __complete -- $words[2..-1] 2> /dev/null)
                switch $reply
                    case ':files'
                        __fish_complete_path (commandline -ct)
                    case ':nospace'
                    case '*'
                        echo $reply
                end
            end
        end
        complete -c {{program}} -f -a '(__{{program}}_complete)'

        """;
}
