import{u as a,t as s,a as t,E as r,P as n}from"./index-CjLIIk5U.js";function i(){const e=a(s);return t(n,{title:e.names.sharing,children:t(r,{})})}export{i as default};
