import { rows } from './script.ts'

rows('elements of vectors', [
  ['x = 5 7 0 4 2 3\nx[1]\nx[9]\nx[-1]\nx[x > 3]', '7\n00i\n00i\n[5,7,4]'],
  [
    'x = 3 6 1 5 9\nx[4 0 2]\nx[1:3]\nx[3:1]\nx[1:]\nx[:3]\nx[:]',
    '[9,3,1]\n[6,1]\n[1,6]\n[6,1,5,9]\n[3,6,1]\n[3,6,1,5,9]',
  ],
  ['x = 1 2 3\nx[2:5]', '[3,,]'],
  ['d = 2017.01.01..2017.01.07\nd[x -> x > 2017.01.05]', '[2017.01.06,2017.01.07]'],
  [
    'x = 1 2 3\nx[1.5]',
    '!An index must be an integer, a pair, or a vector of integers or truths, not DOUBLE scalar. <x[1.5]>',
  ],
  ['(sum)[1..10]', '55'],
  ['x = 3:6\nx[1]\nx[0 1]', '6\n[3,6]'],
  ['set(1 2)[0]', '!A set does not support random access <set(1 2)[0]>'],
])

rows('elements of tuples', [
  [
    'x = (1..10, (5 7 8, 11 3 5))\nx[1, 1]\nx[1, 1, 1]\nx[0 1, 1]\nx[, 1]\nx[1, , 0 2]',
    '[11,3,5]\n3\n(2,[11,3,5])\n(2,[11,3,5])\n([5,8],[11,5])',
  ],
  [
    'tp = [2.3 2.1 2.2, 3.1 2.9 2.8, 5.7 6.9]\ntp[1 2 3, 0 1 2]\ntp @ [1 2, 0 1]',
    '([3.1,2.9,2.8],[5.7,6.9,],)\n(([3.1,2.9,2.8],[5.7,6.9]),([2.3,2.1,2.2],[3.1,2.9,2.8]))',
  ],
  ['x = (1 2, 3)\ny = x[0]\ny[0] = 9\nx', '([1,2],3)'],
  ['a = array(ANY, 2)\na[0] = 1..3\na[1] = `x\na', '([1,2,3],"x")'],
  ['x = (1 2, 3 4)\ny = x\nx[0][1] = 9\nx\ny', '([1,9],[3,4])\n([1,2],[3,4])'],
])

rows('parts of matrices', [
  ['m = 1..12$4:3\nm[1]\nm[1, 2]', '[5,6,7,8]\n10'],
  ['m = 1..12$3:4\nm[0,]', '#0 #1 #2 #3\n-- -- -- --\n1  4  7  10'],
  ['m = 1..12$3:4\nm[3:1, 2:0]', '#0 #1\n-- --\n6  3\n5  2'],
  ['m = 1..6$2:3\nm[m > 4] = 0\nm[, 0] = 7 8\nm[1, 2] = 9\nm', '#0 #1 #2\n-- -- --\n7  3  0\n8  4  9'],
  ['m = 1..20$4:5\nm[2 0, 2 0] = 1001..1004\nm[0]\nm[2]', '[1004,2,1003,4]\n[1002,10,1001,12]'],
  ['m = 1..6$2:3\nn = m\nm[0] += 10\nm[0]\nn[0]', '[11,12]\n[1,2]'],
])

rows('parts of tables', [
  ['t = table(1 2 3 as x, 4 5 6 as y)\nt[`x]\nt.y\nt[1].y\nt[0, 1]', '[1,2,3]\n[4,5,6]\n5\n4'],
  ['t = table(1 2 3 as x, 4 5 6 as y)\nt[t.x > 1]', 'x y\n- -\n2 5\n3 6'],
  ['t = table(1 2 3 as x, 4 5 6 as y)\nt[1:3, 1]', 'y\n-\n5\n6'],
  ['t = table(1 2 3 as x)\nt[`x, t[`x] < 2] = 9\nt[`x, <x == 3>] = 7\nt.x', '[9,2,7]'],
  [
    't = table(1 2 as id)\nu = t\nt[`name] = `a`b\nt[`id`v] = [7 8, 1.5 2.5]\nt\nu',
    'id name v\n-- ---- ---\n7  a    1.5\n8  b    2.5\nid\n--\n1\n2',
  ],
  ['t = table(1 2 as id)\nt[`nosuch]', '!Unrecognized column name [nosuch] <t[`nosuch]>'],
  ['t = table(1 2 as id)\nc = t.id\nt[`id, 0] = 9\nc', '[1,2]'],
])

rows('elements are changed in place by functions', [
  ['d = dict(STRING, ANY)\nd[`a] = 1 2\ny = d[`a]\nd[`a].append!(3)\nd[`a]\ny', '[1,2,3]\n[1,2,3]\n[1,2]'],
  ['x = (1 2, 3)\ny = x\nx[0].append!(9)\nx\ny', '[1,2,9]\n([1,2,9],3)\n([1,2],3)'],
  ['x = ((1 2, 5), 3)\nx[0][0].append!(9)\nx', '[1,2,9]\n(([1,2,9],5),3)'],
])

rows('values by key', [
  ['d = dict(INT, DOUBLE)\nd[1] = 7.9\nd[3 5] = 1 2\nd[1]\nd[5 9]\nd.3', '7.9\n[2,]\n1'],
  ['d = dict(STRING, ANY)\nd[`a] = 1 2 3\nd[`b] = `x\nd.a\nd[`a, 1]', '[1,2,3]\n2'],
  ['d = dict(STRING, ANY)\nd[`a] = 1 2\nd[`a][0] = 9\nd[`a]', '[9,2]'],
  ['d = {a: 1, "b": `x}\nd.b\nd[`a]', 'x\n1'],
  ['d = dict(INT, INT)\nd[`a] = 1', '!A key of this dictionary is a INT, not STRING scalar. <d[`a]>'],
])

rows('array vectors and columnar tuples go by column', [
  [
    'a = array(DOUBLE[], 0, 10).append!([1.0, 2.1 4.1 6.8, 0.5 2.2 2])\na[1]\na[1, 1]\na[1:3, 1:3]',
    '[,4.1,2.2]\n[4.1]\n[[4.1,6.8],[2.2,2]]',
  ],
  [
    'a = array(INT[], 0, 10).append!([1 2 3 4, 5 6 7 8])\na[0, 1] = 50\na[0:2, 2:4] = 100 200\na',
    '[[1,50,100,200],[5,6,100,200]]',
  ],
])
