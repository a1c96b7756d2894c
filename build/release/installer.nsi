; Answers for csdesk-setup.exe: installs the folder for the one who runs it, without an administrator; uninstalling keeps all data.
; build/release/installer.py says by /D: SOURCE (the folder), OUT, VERSION, NUMBERS (a.b.c.d), ICON.
Target amd64-unicode
Unicode true
!include MUI2.nsh
!define NAME "csdesk"
!define CLASS "csdesk.shop"
!define REMOVAL "Software\Microsoft\Windows\CurrentVersion\Uninstall\csdesk"

Name "$(Title)"
OutFile "${OUT}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\csdesk"
InstallDirRegKey HKCU "${REMOVAL}" "InstallLocation"
SetCompressor /SOLID lzma
SetDateSave off
ManifestDPIAware true
BrandingText "csdesk ${VERSION}"
VIProductVersion "${NUMBERS}"
VIAddVersionKey /LANG=2052 "ProductName" "csdesk"
VIAddVersionKey /LANG=2052 "FileDescription" "csdesk"
VIAddVersionKey /LANG=2052 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "LegalCopyright" "MIT"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\csdesk.exe"
!define MUI_FINISHPAGE_RUN_TEXT "$(Run)"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!define MUI_UNCONFIRMPAGE_TEXT_TOP "$(Keeps)"
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"
!insertmacro MUI_LANGUAGE "TradChinese"
!insertmacro MUI_LANGUAGE "English"

LangString Title ${LANG_SIMPCHINESE} "客服台"
LangString Title ${LANG_TRADCHINESE} "客服台"
LangString Title ${LANG_ENGLISH} "csdesk"
LangString Shop ${LANG_SIMPCHINESE} "客服台店铺文件"
LangString Shop ${LANG_TRADCHINESE} "客服台店鋪檔案"
LangString Shop ${LANG_ENGLISH} "csdesk shop file"
LangString Run ${LANG_SIMPCHINESE} "打开客服台"
LangString Run ${LANG_TRADCHINESE} "開啟客服台"
LangString Run ${LANG_ENGLISH} "Open csdesk"
LangString Keeps ${LANG_SIMPCHINESE} "只删程序。店铺文件、备份和设置都留着，重新安装后接着用。"
LangString Keeps ${LANG_TRADCHINESE} "只移除程式。店鋪檔案、備份和設定都留著，重新安裝後接著用。"
LangString Keeps ${LANG_ENGLISH} "Only the program goes. Shop files, backups and settings stay; after a new installation you go on with them."
LangString Busy ${LANG_SIMPCHINESE} "客服台正开着。关掉它，再点「重试」。"
LangString Busy ${LANG_TRADCHINESE} "客服台正開著。關掉它，再按「重試」。"
LangString Busy ${LANG_ENGLISH} "csdesk is open. Close it, then choose Retry."

!macro ENSURE_CLOSED
  again:
  ClearErrors
  Delete "$INSTDIR\csdesk.exe"
  IfErrors 0 closed
  MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(Busy)" /SD IDCANCEL IDRETRY again
  SetErrorLevel 2
  Abort
  closed:
!macroend

Section
  !insertmacro ENSURE_CLOSED
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r "${SOURCE}/*.*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\$(Title).lnk" "$INSTDIR\csdesk.exe"
  WriteRegStr HKCU "Software\Classes\.csdesk" "" "${CLASS}"
  WriteRegStr HKCU "Software\Classes\${CLASS}" "" "$(Shop)"
  WriteRegStr HKCU "Software\Classes\${CLASS}\DefaultIcon" "" "$INSTDIR\csdesk.exe,0"
  WriteRegStr HKCU "Software\Classes\${CLASS}\shell\open\command" "" '"$INSTDIR\csdesk.exe" "%1"'
  WriteRegStr HKCU "${REMOVAL}" "DisplayName" "$(Title)"
  WriteRegStr HKCU "${REMOVAL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${REMOVAL}" "DisplayIcon" "$INSTDIR\csdesk.exe"
  WriteRegStr HKCU "${REMOVAL}" "Publisher" "csdesk"
  WriteRegStr HKCU "${REMOVAL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${REMOVAL}" "Shortcut" "$SMPROGRAMS\$(Title).lnk"
  WriteRegStr HKCU "${REMOVAL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${REMOVAL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${REMOVAL}" "NoModify" 1
  WriteRegDWORD HKCU "${REMOVAL}" "NoRepair" 1
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

Section Uninstall
  !insertmacro ENSURE_CLOSED
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR" ; only where nothing else lies in it: data kept beside the program stays
  ReadRegStr $0 HKCU "${REMOVAL}" "Shortcut"
  StrCmp $0 "" +2
  Delete "$0"
  ReadRegStr $0 HKCU "Software\Classes\.csdesk" ""
  StrCmp $0 "${CLASS}" 0 +2
  DeleteRegKey HKCU "Software\Classes\.csdesk"
  DeleteRegKey HKCU "Software\Classes\${CLASS}"
  DeleteRegKey HKCU "${REMOVAL}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd
