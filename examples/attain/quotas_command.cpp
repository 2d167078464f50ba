// attain quotas: what a CRM holds, looked at, summed up, and written for another.
#include "commands.hpp"
#include "files.hpp"

#include <CLI/CLI.hpp>

#include <common/input_error.hpp>
#include <common/text_table.hpp>
#include <crm/quotas.hpp>
#include <memory>

namespace attain_program {

namespace {

struct quotas_command {
    std::string file{};
    std::string as{};
    std::string period{};
    std::string write{};
    std::string write_as{};
};

constexpr const char* footer = R"(Examples:
  attain quotas ForecastingQuota.csv --as examples/maps/salesforce.ini
  attain quotas goals.json --as examples/maps/hubspot.ini --period 2026-11 --write last.csv
  attain plan ... --previous last.csv --change-cap 20%)";

std::string number(attain::units amount, int decimals) {
    std::string digits = std::to_string(amount);
    if (decimals == 0) return digits;
    const auto places = static_cast<std::size_t>(decimals);
    if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
    return digits.insert(digits.size() - places, ".");
}

std::string table_of(const example::crm_quotas& read, const example::quota_map& map) {
    using example::align;
    example::text_table table;
    for (const char* name : {"owner", "rep", "period"})
        table.column(name, align::left);
    table.column("quota", align::right);
    table.column("", align::left);
    for (const example::crm_quota& quota : read.quotas)
        for (const example::quota_slice& slice : quota.slices)
            table.row({quota.owner, quota.rep == quota.owner ? "" : quota.rep, to_string(slice.period),
                       number(slice.amount, map.decimals), quota.currency});
    std::string text = table.text();
    if (const std::size_t n = read.left_out.all(); n > 0)
        text += std::to_string(n) + (n == 1 ? " record" : " records") + " left out: " + read.left_out.text() +
                '\n';
    return text;
}

// Salesforce's reports give 15 characters of an id, its API and Data Loader all 18.
std::string short_ids_text(const example::crm_quotas& read, const example::quota_map& map) {
    for (const std::string& owner : read.left_out.other_owners)
        for (const auto& [named, rep] : map.owners)
            if (owner.size() == 15 && named.size() == 18 && named.starts_with(owner))
                return "; reports give 15 characters of an id, the map has all 18: export with Data Loader, "
                       "or name the short ones too";
    return "";
}

void run(const quotas_command& command) {
    const example::quota_map map = example::quota_map::read(command.as);
    std::optional<attain::period> over;
    if (!command.period.empty()) over = attain::parse_period(command.period);
    example::crm_quotas read = read_quotas(command.file, map, over ? std::optional{over->end} : std::nullopt);
    if (read.quotas.empty() && read.left_out.all() > 0)
        throw example::input_error({command.file}, "no record is left: " + read.left_out.text() + ", by " +
                                                       command.as + short_ids_text(read, map));
    if (over) read.quotas = sum_over(*over, read.quotas, command.file);
    if (over && read.quotas.empty())
        throw example::input_error({command.file}, "holds no quotas of " + to_string(*over));
    if (!command.write.empty()) {
        example::quota_map other{.every = map.every, .decimals = map.decimals};
        if (!command.write_as.empty()) other = example::quota_map::read(command.write_as);
        // Records keep the fields they came with where they go back to the system they came from.
        const bool back = other.path == map.path && !over;
        if (!back)
            for (example::crm_quota& quota : read.quotas) {
                const std::string currency = quota.currency;
                quota = new_quota(quota.rep, quota.slices, other);
                if (quota.currency.empty() && other.system != example::crm::pipedrive)
                    quota.currency = currency;
            }
        std::vector<std::string> inputs = {command.file, command.as};
        if (!command.write_as.empty()) inputs.push_back(command.write_as);
        write_files({{command.write, write_quotas(read.quotas, other)}}, inputs);
    }
    print(table_of(read, map));
}

} // namespace

void add_quotas(CLI::App& app) {
    CLI::App* const command =
        app.add_subcommand("quotas", "Read a CRM's quotas, sum them up, write them for another.");
    const auto options = std::make_shared<quotas_command>();
    command->footer(footer);
    command->get_formatter()->column_width(26);
    command->add_option("file", options->file, "What the CRM exported, or its API answered.")
        ->type_name("FILE")
        ->required();
    command->add_option("--as", options->as, "Which CRM that is, and its fields: a map of examples/maps.")
        ->type_name("MAP")
        ->required();
    command
        ->add_option("--period", options->period,
                     "Sum up what lies in this period, one quota for each.\nExample: --period 2026-Q4")
        ->type_name("PERIOD");
    CLI::Option* const write =
        command->add_option("--write", options->write, "Write them: rep, quota, first_day, last_day (CSV).")
            ->type_name("FILE");
    command
        ->add_option("--write-as", options->write_as,
                     "Write them as this CRM takes them. The same map: as they\ncame, in the canonical form.")
        ->type_name("MAP")
        ->needs(write);
    command->callback([options] { run(*options); });
}

} // namespace attain_program
