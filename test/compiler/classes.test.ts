import { rows } from './script.ts'

const person = `class Person {
  name :: STRING
  age :: INT
  def Person(name_, age_) { name = name_; age = age_ }
  def older(years) { age += years; return age }
  def both() { return name + string(older(0)) }
}
`

rows('objects', [
  [
    `${person}p = Person("Sam", 12)\np.older(3)\np.name\np.both()\np`,
    `15\nSam\nSam15\n<Instance of Class '::Person'>`,
  ],
  [`${person}p = Person("Sam", 12)\nq = p\nq.older(1)\np.age`, '13\n13'],
  [`${person}p = Person("Sam", 12)\nf = p.older{5}\nf()`, '17'],
  [
    `${person}p = Person("Sam")`,
    '!Syntax Error: [line #8] The function [Person] expects 2 argument(s), but the actual number of arguments is: 1 <Person("Sam")>',
  ],
  [
    `${person}p = Person("Sam", "old")`,
    '!The attribute age should be INT, not a scalar. <Person("Sam", "old")>',
  ],
  [`${person}p = Person("Sam", 1)\np.nosuch()`, '!The class Person has no method nosuch. <p.nosuch()>'],
  ['class A { def A() { }\n def str() { return "an A" } }\nA()', 'an A'],
])

rows('inheritance', [
  [
    `class Base { alpha :: INT
  def Base(a) { alpha = a }
  def describe() { return kind() + string(alpha) }
  def kind() { return "base" } }
class Derived : Base { beta :: INT
  def Derived(a, b) { Base(a)
    beta = b }
  def kind() { return "derived" }
  def total() { return alpha + beta } }
d = Derived(1, 2)
d.describe()
d.total()
isInstanceOf(d, Base)
Base(5).describe()`,
    'derived1\n3\ntrue\nbase5',
  ],
  [
    'class A { x :: INT\n def A() { } }\nclass B : A { x :: INT\n def B() { } }',
    '!Syntax Error: [line #3] The class A has an attribute x already <class B : A { x :: INT\n def B() { } }>',
  ],
])
