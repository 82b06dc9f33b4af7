# Data files become constexpr text: edig_embed(src/ede/info-codes.csv info_codes_csv) writes the header
# "embedded/info_codes_csv.h" with `inline constexpr std::string_view info_codes_csv`.

set(EDIG_EMBED_DIR ${CMAKE_BINARY_DIR}/generated)

function(edig_embed_in folder path file variable)
  set_property(DIRECTORY ${CMAKE_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
  file(READ ${path} content)
  file(CONFIGURE OUTPUT ${folder}/embedded/${variable}.h @ONLY NEWLINE_STYLE UNIX CONTENT
"// Made from @file@; do not edit.
#pragma once
#include <string_view>
namespace edig::embedded {
inline constexpr std::string_view @variable@ = R\"edig(@content@)edig\";
}
")
endfunction()

function(edig_embed file variable)
  edig_embed_in(${EDIG_EMBED_DIR} ${CMAKE_SOURCE_DIR}/${file} ${file} ${variable})
  set_property(GLOBAL APPEND PROPERTY EDIG_EMBEDDED "${file}" "${variable}")
endfunction()

# The headers in `folder`, of those data files that have a copy in `copies`: of src/ede/info-codes.csv ede/info-codes.csv.
function(edig_embed_copies copies folder)
  get_property(embedded GLOBAL PROPERTY EDIG_EMBEDDED)
  while(embedded)
    list(POP_FRONT embedded file variable)
    string(REGEX REPLACE "^src/" "" within_src ${file})
    set(copy ${copies}/${within_src})
    if(EXISTS ${copy})
      edig_embed_in(${folder} ${copy} ${file} ${variable})
    endif()
  endwhile()
endfunction()

edig_embed(src/dns/types.csv types_csv)
edig_embed(src/survey/schedulers.csv schedulers_csv)
edig_embed(src/cli/public-resolvers.csv public_resolvers_csv)
edig_embed(src/ede/languages.csv languages_csv)
edig_embed(src/ede/dialects.csv ede_dialects_csv)
edig_embed(src/dns/rcodes.csv rcodes_csv)
edig_embed(src/dns/rdata-fields.csv rdata_fields_csv)
edig_embed(src/dns/tsig-algorithms.csv tsig_algorithms_csv)
edig_embed(src/report/phrases.csv phrases_csv)
edig_embed(src/report/drawing.css drawing_css)
edig_embed(src/report/page.css page_css)
edig_embed(src/ede/info-codes.csv info_codes_csv)
edig_embed(src/ede/sub-errors.csv sub_errors_csv)
edig_embed(src/ede/display-widths.csv display_widths_csv)
edig_embed(src/ede/unknown-characters.csv unknown_characters_csv)
edig_embed(src/dns/edns-options.csv edns_options_csv)
edig_embed(src/diagnosis/validation/root-anchors.txt root_anchors_txt)
edig_embed(src/diagnosis/asking/root-hints.txt root_hints_txt)
edig_embed(src/diagnosis/validation/algorithms.csv dnssec_algorithms_csv)
edig_embed(src/diagnosis/validation/digests.csv ds_digests_csv)
edig_embed(src/diagnosis/asking/special-addresses.csv special_addresses_csv)
edig_embed(src/diagnosis/judgement/finding-kinds.csv finding_kinds_csv)
edig_embed(src/diagnosis/judgement/finding-texts.csv finding_texts_csv)
edig_embed(src/diagnosis/judgement/finding-words.csv finding_words_csv)
edig_embed(src/diagnosis/judgement/special-names.csv special_names_csv)
edig_embed(src/explain/topics.csv explain_topics_csv)
edig_embed(src/explain/user.csv explain_user_csv)
edig_embed(src/explain/operator.csv explain_operator_csv)
edig_embed(src/explain/owner.csv explain_owner_csv)
edig_embed(src/explain/words.csv explain_words_csv)
edig_embed(src/explain/commands.csv explain_commands_csv)
edig_embed(src/explain/services.csv explain_services_csv)
edig_embed(src/services/finding-kinds.csv service_finding_kinds_csv)
edig_embed(src/services/finding-texts.csv service_finding_texts_csv)
edig_embed(src/services/dkim-selectors.csv dkim_selectors_csv)
edig_embed(src/services/caa-tags.csv caa_tags_csv)
edig_embed(src/mcp/tools.json mcp_tools_json)
edig_embed(src/report/edig.schema.json edig_schema_json)
edig_embed(man/edig.1 edig_manual)
edig_embed(src/desk/phrases.csv desk_phrases_csv)
edig_embed(src/desk/desk.css desk_css)
edig_embed(src/desk/desk.js desk_js)
edig_embed(src/desk/openapi.json openapi_json)
