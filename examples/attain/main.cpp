// attain: goals people can reach, that add up to the number you need. See `attain plan --help`.
#include <attain/core/error.hpp>
#include <attain/core/version.hpp>

#include "commands.hpp"

#include <CLI/CLI.hpp>

#include <common/input_error.hpp>
#include <common/text.hpp>
#include <exception>
#include <iostream>
#include <string>

namespace {

constexpr int bad_input = 2;
constexpr int broken = 1;

int complain(const std::string& what, int exit_code) {
    std::cerr << "attain: " << example::visible(what, example::line_ends::kept) << '\n';
    return exit_code;
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app{"Sales goals people can reach, that add up to the team's number."};
    app.set_version_flag("--version", std::string{attain::version()});
    app.require_subcommand(0, 1);
    int exit_code = 0;
    attain_program::add_plan(app);
    attain_program::add_track(app);
    attain_program::add_review(app, exit_code);
    attain_program::add_report(app);
    attain_program::add_quotas(app);
    attain_program::add_backtest(app, exit_code);
    try {
        app.parse(argc, argv);
        if (!std::cout.flush()) return complain("what was to be printed cannot be written", broken);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : bad_input;
    } catch (const example::input_error& e) {
        return complain(e.what(), bad_input);
    } catch (const attain::error& e) {
        return complain(e.what(), bad_input);
    } catch (const std::exception& e) {
        return complain(e.what(), broken);
    }
    if (app.get_subcommands().empty())
        return complain(
            "a command is missing: plan, track, review, report, quotas or backtest; see attain --help",
            bad_input);
    return exit_code;
}
