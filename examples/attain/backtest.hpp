// attain backtest FOLDER: answers every question of cases.csv from the rows of history.csv before it.
#pragma once

#include <string>

// Reads FOLDER/history.csv (series_id,group_id,date,value; sorted by date) and FOLDER/cases.csv
// (case_id,series_id,group_id,kind,start_date,as_of,period_start,period_end,target; sorted by as_of), writes
// FOLDER/predictions.csv (case_id,p_attain,q05,q10,q25,q50,q75,q90,q95,mean). One pass in date order: a case
// is answered before any row dated as_of or later is read. A series id of "@" and a group asks for the
// group's total. Returns the process's exit code; throws attain::error for a file that cannot be understood.
int run_backtest(const std::string& folder);
