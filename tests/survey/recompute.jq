# The summary of a survey from its JSON Lines (jq -s -f), in the form of edig_summarize's JSON as far as it goes. $suspect: the
# INFO-CODEs that make an answer suspect.
def of_input: .error.kind == "usage";
def class:
  if of_input then "bad-input"
  elif .error then "no-reply"
  elif .rcode.value != 0 and .rcode.value != 3 then "failure"
  elif any(.extended_errors[]?; .info_code as $code | $suspect | index($code)) then "suspect"
  else "fine" end;
def weight: .weight // 1;
def counted: {rows: length, weight: (map(weight) | add // 0)};
def examples: sort_by(.line) | .[:3] | map({line, name: (.question.name // .input)} + if .question then {type: .question.type} else {} end);
def by(key): group_by(key) | map({key: (.[0] | key)} + counted + {examples: examples});

unique_by(.line) as $rows
| ($rows | map(select(of_input | not))) as $asked
| {
    all: ($rows | counted),
    classes: ($rows | group_by(class) | map({key: (.[0] | class), value: counted}) | from_entries),
    recovered: ($rows | map(select(.recovered)) | counted),
    doubtful: ($rows | map(select(.doubtful)) | counted),
    rcodes: ($rows | map(select(.rcode)) | by(.rcode.value)),
    servers: ($asked | by([.server.address, .server.transport])),
    info_codes: ($asked | map(. as $row | [.extended_errors[]?.info_code] | unique | map({code: ., row: $row})) | add // []
                 | group_by(.code) | map({key: .[0].code} + (map(.row) | counted + {examples: examples}))),
    causes: ($asked | map(select(.diagnosis.findings[0])) | by(.diagnosis.findings[0] | [.kind, .zone])),
    zones: ($asked | map(select(.diagnosis.findings[0].zone)) | by(.diagnosis.findings[0].zone)),
    parties: ($asked | map(select(.diagnosis.findings[0].fault)) | by(.diagnosis.findings[0].fault)),
    time: ($rows | map(select(.time)) | length)
  }
