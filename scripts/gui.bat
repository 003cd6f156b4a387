@echo off
rem Starts kohya-like, after installing what it needs where that is missing or has changed.
rem   scripts\gui.bat                    the page
rem   scripts\gui.bat train run.toml     any arguments of kohya-like
rem   scripts\gui.bat --update           the newest version first
setlocal
set "PYTHONUTF8=1"
rem A double click starts it in its own folder; the workspace belongs one above.
if "%CD%\"=="%~dp0" cd ..

set "supported=import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))"
set "python="
for %%P in ("py -3.13" "py -3.12" "py -3.11" "python" "python3") do call :try %%~P
if not defined python goto none
rem One line to the end, since an update may replace this file. A double-clicked window stays open on failure.
%python% "%~dp0install.py" start %* & (if errorlevel 1 if "%~1"=="" pause) & goto :eof

:try
if defined python exit /b
%* -c "%supported%" >nul 2>&1
if not errorlevel 1 set "python=%*"
exit /b

:none
chcp 65001 >nul
echo kohya-like needs Python 3.11, 3.12 or 3.13. Install one, for example from python.org, and run this again.
echo kohya-like 需要 Python 3.11、3.12 或 3.13。请先安装（例如从 python.org），然后重新运行。
if "%~1"=="" pause
exit /b 4
