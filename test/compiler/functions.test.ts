import { rows } from './script.ts'

rows('functions', [
  ['def f(a) { return a + 1 }\nf(2)', '3'],
  ['def f(a): a + 1\nf 3', '4'],
  ['def f(a, b = 10) { return a + b }\nf(1)\nf(1, 2)\nf(b = 5, a = 1)\n1.f(4)', '11\n3\n6\n5'],
  ['def f(a = 1, b = 2) { return a + b }\nf(, 3)\nf(DFLT, 3)', '4\n4'],
  ['def f(a, b) { a pow b }\nf(2, 3)', '8'],
  ['def f(a, b)\ndef g(a) { return f(a, 2) }\ndef f(a, b) { return a * b }\ng(4)', '8'],
  ['def f(n) { return n <= 1 ? 1 : n * f(n - 1) }\nf(10)', '3628800'],
  ['def f(a) { return a, a + 1 }\nx, y = f(1)\ny', '2'],
  ['def f() { }\ntypestr f()', 'VOID'],
  ['def f(a, b) { return isNothing(b) }\nf(5, )\nf(5, NULL)', 'true\nfalse'],
  ['def f(x) { if (x > 0) return "up"\n return "down" }\nf(1) + f(0)', 'updown'],
  ['def f(x) { y = x; y[0] = 100; return y }\na = 1 2\nf(a)\na', '[100,2]\n[1,2]'],
  ['def f(x) { return x }\na = 1 2\nb = f(a)\nb[0] = 9\na', '[1,2]'],
  ['def f() { x = 1 2 3\n x[0] = 7\n return x }\nf()\nf()', '[7,2,3]\n[7,2,3]'],
])

rows('mutable parameters change the variable of the caller', [
  ['def f(mutable a) { a += 1; return a }\nx = 1\nf(x)\nf(x)\nx', '2\n3\n3'],
  ['def f(mutable a) { a[1] = 0; a.append!(9) }\nx = 1 2\ny = x\nf(x)\nx\ny', '[1,0,9]\n[1,2]'],
  ['def f(mutable a) { return a.append!(1) }\nx = 1 2\ny = f(x)\ny[0] = 9\nx\ny', '[1,2,1]\n[9,2,1]'],
  ['def f(mutable a) { a = 5 }\ndef g() { x = 1\n f(x)\n return x }\ng()', '5'],
  [
    'def f(mutable t) { t.append!(table(3 as id))\n return NULL }\nt = table(1 2 as id)\nf(t)\nt.id',
    'NULL\n[1,2,3]',
  ],
  ['def f(a) { a.append!(1) }\nf(1 2)', "!Read only object [a] can't be changed. <a>"],
])

rows('lambdas and what they capture', [
  ['def f(x) { return def (k): k * x }\nf(7)(8)', '56'],
  ['f = x -> x + 1\nf(2)', '3'],
  ['def f(a) { g = x -> x + a\n a2 = g(1)\n return a2 }\nf(10)', '11'],
  ['x = 10\nf = y -> y + x\nx = 100\nf(1)', '11'],
  ['v = 1 2\nf = () -> v\nv[0] = 9\nf()', '[1,2]'],
  ['{x, y -> x * y}(3, 4)', '12'],
  ['(x -> x * x)(5)', '25'],
  ['def f(a, b) { return def (x): a * x + b * (1 - x) }\nf(5, 10)(0.2)', '9'],
])

rows('functions show what they are', [
  ['f = x -> x + 1\nf', 'x -> x + 1'],
  ['def f(a) { return a }\nf', 'f'],
  ['def f(x) { return def (k): pow(x, k) }\nf(1)', '{def (x, k)->pow(x, k)}{1}'],
  ['rank{,,,,,true}', 'rank{,,,,,true}'],
])

rows('functions take the types they are called with', [
  [
    'def f(n) { s = 0; for (i in 0:n) { s += i }; return s }\nf(4)\nf(4l)\nf(3.0)',
    '6\n6\n!A loop goes through pairs of integers or moments, not of DOUBLE. <0:n>',
  ],
  [
    'def f(x) { s = 0.0; for (i in 0:size(x)) { s += x[i] }; return s }\nf(1 2)\nf(1.5 2)\nf([1, NULL])',
    '3\n3.5\n00F',
  ],
  ['def f(a, b) { if (a < b) return a; return f(a - 1, b) }\nf(5, 3)\nf(5.5, 3)\nf(5h, 3)', '2\n2.5\n2'],
  ['def g(x) { return x * 2 }\ndef f(n) { s = 0; for (i in 0:n) { s += g(i) }; return s }\nf(4)', '12'],
  ['def f(x) { y = x; for (i in 0:2) { y[i] = i * 2 }; return y }\na = 9 9\nf(a)\na', '[0,2]\n[9,9]'],
  ['def f(x) { for (v in x) { if (v > 1) return v }; return x }\nf(1 2 3)\nf(0 1)', '2\n[0,1]'],
  ['def f(n) { if (n == 0) return "end"; return f(n - 1) }\nf(3)', 'end'],
])

rows('partial application', [
  ['f = add{10}\nf(5)', '15'],
  ['def f(a, b) { return a - b }\nf{, 1}(10)\nf{1}(10)', '9\n-9'],
  ['def f(a, b, c) { return a * 100 + b * 10 + c }\nf{, 2}(1, 3)\nf{c = 9}(1, 2)', '123\n129'],
  ['def f(a, b) { return a - b }\n5.f{}(2)', '3'],
  ['g = add{1}\ng', 'add{1}'],
  ['t = table(1 2 as id)\nf = append!{t}\nf(table(3 as id))\nt.id', 'id\n--\n1\n2\n3\n[1,2,3]'],
])

rows('calls in all styles', [
  ['x = 2; y = 3; add(x, y); x.add(y); x add y', '5\n5\n5'],
  ['sum 1..10', '55'],
  ['(1..10).sum()', '55'],
  ['sum = 15\nsum(1..4)', '10'],
  ['sum = 15\ng = &sum\ng(1..4)', '10'],
  ['::add(3, 4)', '7'],
  ['f = [sum, max]\nf(1 5 2)', '[8,5]'],
])

rows('templates', [
  ['max:E(1 5 2, 4 3 9)', '[4,5,9]'],
  ['-:P 1 3 6', '[,2,3]'],
  ['0 -:P 1 3 6', '[1,2,3]'],
  ['+:T 1..10', '55'],
  ['2 *:T 1..3', '12'],
  ['+:A 1 2 3', '[1,3,6]'],
  ['max:H(1..4$2:2)', '[3,4]'],
])

rows('what is wrong with a call is said before anything runs', [
  ['print 1\nfoo(1)', '!Syntax Error: [line #2] Cannot recognize the token foo <foo>'],
  [
    'def f(a) { return a }\nf(1, 2)',
    '!Syntax Error: [line #2] The function [f] expects 1 argument(s), but the actual number of arguments is: 2 <f(1, 2)>',
  ],
  [
    'def f(a, b) { return a }\nf(1, c = 2)',
    '!Syntax Error: [line #2] The function [f] has no parameter named c <2>',
  ],
  [
    'def f(a, b) { return a }\nf(a = 1, 2)',
    '!Syntax Error: [line #2] If one argument is passed as keyword argument, all subsequent arguments must also be passed as keyword arguments. <2>',
  ],
  ['def f(a) { a += 1 }', "!Syntax Error: [line #1] Constant variable [a] can't be modified. <a>"],
  ['def f(a) { return b }', '!Syntax Error: [line #1] Cannot recognize the token b <b>'],
  [
    'def f(mutable a = 1) { }',
    '!Syntax Error: [line #1] A parameter with default value must be read only. <def f(mutable a = 1) { }>',
  ],
  [
    'def f(a = 1, b) { }',
    '!Syntax Error: [line #1] As long as one parameter sets a default value, all following parameters must set default values. <def f(a = 1, b) { }>',
  ],
  [
    'def f() { def g() { } }',
    '!Syntax Error: [line #1] Not allowed to define a named function [g] within another function. <def g() { }>',
  ],
  [
    'def sum(x) { }',
    '!Syntax Error: [line #1] Not allowed to overwrite existing built-in functions/procedures. <def sum(x) { }>',
  ],
  ['def f(a)', '!Syntax Error: [line #1] Function <f> is declared but not defined yet. <def f(a)>'],
  [
    'def f(a)\ndef f(a, b) { }',
    '!Syntax Error: [line #2] The definition of <f> is inconsistent with the declared signature. <def f(a, b) { }>',
  ],
  ['return 1', '!Syntax Error: [line #1] return can only stand in a function <return 1>'],
  [
    'def f() { share table(1 as x) as t }',
    "!Syntax Error: [line #1] 'share' statement can't stand in a function <share table(1 as x) as t>",
  ],
])

rows('nothing of a script runs if it has a fault', [
  [
    'print 1\nx = 2\ny = nosuch\nprint 3',
    '!Syntax Error: [line #3] Cannot recognize the token nosuch <nosuch>',
  ],
])

rows('a value that is no function cannot be called', [
  [
    'def f(x) { return x() }\nf(1)',
    "!The object is neither an XDB connection nor a function definition: a scalar can't be called. <x()>",
  ],
])

// As clients write into a table by its name: `tableInsert{t}`, or a function of their own around `upsert!`.
rows('a fixed argument that is changed is the variable’s, and nobody else’s', [
  ['v = 1 2\nw = v\nappend!{v}(3);\n(v, w)', '[1,2,3]\n([1,2,3],[1,2])'],
  [
    'v = 1 2\ndef extend(mutable x, y) { x.append!(y) }\nw = v\nextend{v}(3);\n(v, w)',
    '[1,2,3]\n([1,2,3],[1,2])',
  ],
  ['v = 1 2\nw = v\n(def (mutable x, y) { x.append!(y); return 0 }){v}(3);\n(v, w)', '0\n([1,2,3],[1,2])'],
])
