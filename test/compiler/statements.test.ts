import { rows } from './script.ts'

rows('statements give their values one by one', [
  ['1 + 2\nx = 5\nx', '3\n5'],
  ['x = 1; y = 2; x + y', '3'],
  ['print("a")\n"b"', 'a\nb'],
])

rows('assignment', [
  ['x = 6 4 7\ny = x\ny[1] = 0\nx\ny', '[6,4,7]\n[6,0,7]'],
  ['x = 6 4 7\n&y = x\ny[1] = 0\nx[0] = 3\nx\ny', '[3,0,7]\n[3,0,7]'],
  ['y = 1..3\n&x = y\ny = 6..4\nx', '[1,2,3]'],
  ['x = 1 2\n&y = x\nz = x\nx[0] = 9\nz\ny', '[1,2]\n[9,2]'],
  ['x, y = 1 2 3, 2:5\nx\ny', '[1,2,3]\n2 : 5'],
  ['x, y = (1 2 3, 2:5)\ny', '2 : 5'],
  ['x, y = 10\nx + y', '20'],
  ['x, y = 1..10$5:2\ny', '[6,7,8,9,10]'],
  ['a, b = table(1 2 as id, `x`y as s)\nb.id', '2'],
  ['a = 1; b = 2; a, b = b, a\na\nb', '2\n1'],
  ['x, y = 1 2 3', "!2 variables can't be assigned 3 values. <x, y = 1 2 3>"],
  ['x = 5\nx -= 2\nx *= 4\nx /= 5\nx', '2'],
  ['x = 1..5\nx[1 3] += 10\nx', '[1,12,3,14,5]'],
  ['const a = 10\na + 1', '11'],
  ['const a = 10\na += 1', "!Syntax Error: [line #2] Constant variable [a] can't be modified. <a>"],
  ['const x = 1..10\nx[5] = 0', "!Syntax Error: [line #2] Constant variable [x] can't be modified. <x>"],
  [
    'e = 3',
    "!Syntax Error: [line #1] Please use '==' rather than '=' as equal operator in non-sql expression. <e>",
  ],
  [
    't = table(1 2 as x)\nt.x = 5',
    "!Syntax Error: [line #2] Please use '==' rather than '=' as equal operator in non-sql expression. <t.x>",
  ],
])

rows('loops', [
  ['for (i in 2:4) print i', '2\n3'],
  ['for (i in 4:1) print i', '3\n2\n1'],
  ['for (i in 3..1) print i', '3\n2\n1'],
  ['for (i in 1..1) print i', '1'],
  ['for (i in 5:5) print i', ''],
  ['for (s in 4 0 1) print s', '4\n0\n1'],
  ['for (c in 1..6$3:2) print c', '[1,2,3]\n[4,5,6]'],
  ['for (r in table(1 2 as x)) print r.x', '1\n2'],
  ['for (k in dict(`a`b, 1 2)) print k', 'a\nb'],
  ['for (d in 2024.02.28:2024.03.01) print d', '2024.02.28\n2024.02.29'],
  ['for (x, y in [1 2, 3 4]) print x * y', '2\n12'],
  ['x = 1 2 3\nfor (v in x) { x.append!(v) }\nx', '[1,2,3,1,2,3]'],
  ['for (i in 0:3) { i = 10 }\ni', '10'],
  ['n = 0\nfor (i in 0:10) { if (i == 2) continue\n if (i == 5) break\n n += i }\nn', '8'],
  ['n = 0\nfor (i in 0:3) { for (j in 0:3) { if (j == 1) break\n n += 1 } }\nn', '3'],
  ['x = 1\nwhile (x < 100) x += x\nx', '128'],
  ['x = 1\ndo { x += 2 } while (x < 100)\nx', '101'],
  ['x = 10\ndo { x -= 1\n if (x == 5) continue } while (x > 3)\nx', '3'],
  ['for (i in 1 2 3) { }\ni', '3'],
  [
    'for (i in 1.5:3.5) print i',
    '!A loop goes through pairs of integers or moments, not of DOUBLE. <1.5:3.5>',
  ],
  ['break', '!Syntax Error: [line #1] break can only stand in a loop <break>'],
])

rows('conditions take null for false', [
  ['if (NULL) print 1 else print 2', '2'],
  ['if (!NULL) print 1 else print 2', '2'],
  ['if (3 > 2 && 1 < 0 || true) print "yes"', 'yes'],
  ['if (1 2 3) print 1', "!The vector can't be converted to bool scalar. <1 2 3>"],
  ['if ("a") print 1', '!The STRING scalar can\'t be converted to bool scalar. <"a">'],
  ['x = NULL\nwhile (x) print 1\nx', 'NULL'],
])

rows('errors are thrown and caught', [
  ['try { throw "it is an odd" } catch (ex) { print ex }\nex[1]', '"USER" : "it is an odd"\nit is an odd'],
  ['try { [1, 2] + [1, 2, 3] } catch (ex) { print ex[0] }', 'SYSTEM_Runtime'],
  ['try { throw "a" } catch (ex) { throw ex }', '!a <throw ex>'],
  ['def f() { throw "deep" }\ntry { f() } catch (ex) { print ex[1] }\nprint "on"', 'deep\non'],
  [
    'def f() { return f() + 1 }\ntry { f() } catch (ex) { print ex[1] }',
    'The functions call each other too deeply.',
  ],
])

rows('assertions are reported, and the script goes on', [
  [
    'assert 1 == 2\nassert "one", 3 == 4\nassert 1 == 1',
    'Testing case adhocTesting failed\nTesting case adhocTesting_one failed',
  ],
  ['@testing: case = "equal"\nassert 1 == 2', 'Testing case equal failed'],
])

rows('timer, share, undef', [
  ['timer x = 1\nx', 'Time elapsed: 1 ms\n1'],
  ['n = 0\ntimer(3) { n += 1 }\nn', 'Time elapsed: 1 ms\n3'],
  ['share table(1 2 as id) as numbers\nexec sum(id) from numbers', '3'],
  ['x = 1\nundef(`x)\ngo\nx', '!Syntax Error: [line #4] Cannot recognize the token x <x>'],
  ['x = 1\nundef(`x)\nx', "!The variable x doesn't exist any more. <x>"],
  ['x = 1\nundef all\ndefined("x")\ndef f() { return 1 }\nf()', 'false\n1'],
])

rows('changes of shared tables are undone together', [
  [
    'share table(1 2 as id) as t1\ntransaction { insert into t1 values(3)\n insert into t1 values(4) }\nexec id from t1',
    '[1,2,3,4]',
  ],
  [
    'share table(1 2 as id) as t1\ntry { transaction { insert into t1 values(3)\n throw "no" } } catch (ex) { }\nexec id from t1',
    '[1,2]',
  ],
  [
    'share table(1 2 as id) as t1\ntransaction { insert into t1 values(3)\n rollback }\nexec id from t1',
    '[1,2]',
  ],
])

rows('a loop takes variables as it finds them', [
  ['x = "a"\nfor (i in 0:3) { x = x + i }\nx', 'a012'],
  ['if (false) y = 1\nfor (i in 0:2) { y = i }\ny', '1'],
  [
    'if (false) y = 1\nfor (i in 0:2) { y += i }',
    '!The variable y has no value here: no assignment to it was reached. <y>',
  ],
  ['x = 1\nfor (i in 0:3) { x = x * 2.5 }\nx', '15.625'],
  ['x = take(1.5, 3)\ns = 0.0\nfor (i in 0:3) { s += x[i]\n x[i] = s }\nx\ns', '[1.5,3,4.5]\n4.5'],
  ['x = 1 2 3\ny = x\nfor (i in 0:3) { x[i] += 1 }\nx\ny', '[2,3,4]\n[1,2,3]'],
  ['x = 1 2 3\nfor (i in 0:5) { x[i] = 0 }', '!The index is out of range: there are 3 elements. <x[i] = 0>'],
  ['x = 1 NULL 3\ns = 0\nfor (i in 0:4) { s = s + x[i] }\ns', '00i'],
  ['n = 0\nfor (i in 0:3) { n = i\n if (i == 1) throw "stop" }\n', '!stop <throw "stop">'],
  ['n = 0\ntry { for (i in 0:3) { n = i\n if (i == 1) throw "stop" } } catch (ex) { }\nn', '1'],
])
