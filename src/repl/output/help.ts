/** What `porpoise --help` prints. */
export const HELP = `porpoise: an open server for the DolphinDB script language

  porpoise                      a terminal on an engine in this process
  porpoise FILE.dos [ARG...]    run a script; it finds its arguments in args
  porpoise -run FILE.dos        the same
  porpoise -c TEXT              run TEXT
  porpoise - < FILE.dos         run standard input (also when it is no terminal)
  porpoise HOST:PORT            a terminal on a running node; with FILE.dos, -run, -c or - : a script there
  porpoise -mode single         start a node (the same as npm start)
  porpoise -mode controller | agent | datanode | computenode      start a node of a cluster
  porpoise cluster start | status | stop | kill ALIAS | add       a whole cluster on this machine

  -home DIR       where data lie; made when first needed (default: porpoise-data)
  -localSite HOST:PORT:ALIAS    where a node listens (default: localhost:8848:local8848)
  -config FILE    a node's parameters, one name=value a line; each may also be a flag
  -nodesFile FILE, -clusterConfig FILE    a controller's cluster.nodes and cluster.cfg
  -logFile FILE   where a node writes its log (default: standard error)
  -user NAME      log in as NAME on HOST:PORT; the password is that of -pwd, of PORPOISE_PASSWORD, or asked for
  --output MODE   box, plain, csv, tsv, json, jsonl, markdown, vertical, none
  --json          an object for each statement, one a line
  --emit js       print the JavaScript that a script becomes
  --help, --version

Exit codes: 0 ok, 1 script error, 2 usage, 3 cannot connect, 4 login or permission refused, 130 interrupted.
In the terminal, ?f explains the function f and .help lists commands.
`
