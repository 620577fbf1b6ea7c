// To be imported before Monaco, which takes its texts when it is loaded.
import 'monaco-editor/nls/lang/zh-cn.js'
