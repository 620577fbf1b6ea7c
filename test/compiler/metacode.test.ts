import { rows } from './script.ts'

rows('metacode', [
  ['a = <1 + 2 * 3>\ntypestr a\neval(a)', 'CODE\n7'],
  ['x = 1\na = <x + 1>\nx = 10\neval(a)', '11'],
  ['def f(n) { return <n + 1> }\neval(f(5))', '6'],
  ['def f(n) { c = <n + 1>\n n2 = 3\n return eval(c) }\nf(5)', '6'],
  [
    't = table(1 2 3 as x)\ndef f(t, least) { return <select x from t where x > least> }\neval(f(t, 1)).x',
    '[2,3]',
  ],
])

rows('queries see the variables around them', [
  ['t = table(1 2 3 as x)\nn = 1\nexec x from t where x > n', '[2,3]'],
  ['def f(t, n) { return exec x from t where x > n }\nf(table(1 2 3 as x), 2)', '[3]'],
  ['def twice(x) { return x * 2 }\nt = table(1 2 3 as x)\nexec twice(x) from t', '[2,4,6]'],
  ['def f(t) { k = 10\n return exec each(v -> v + k, x) from t }\nf(table(1 2 as x))', '[11,12]'],
  ['t = table(1 2 as id)\nu = t\nupdate t set id = id + 1\nt.id\nu.id', '[2,3]\n[1,2]'],
  ['def f(mutable t) { insert into t values(9) }\nt = table(1 2 as id)\nf(t)\nt.id', '[1,2,9]'],
])
